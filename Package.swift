// swift-tools-version: 6.2
import PackageDescription

// Every Swift target gets these; docs/architecture.md gives the reason for each.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "clipw",
    products: [
        .library(name: "CLIPRuntime", targets: ["CLIPRuntime"]),
        .library(name: "ZeroShot", targets: ["ZeroShot"]),
        .executable(name: "clip-benchmark", targets: ["clip-benchmark"]),
        .executable(name: "clip-classify", targets: ["clip-classify"]),
        .executable(name: "clip-convert", targets: ["clip-convert"]),
        .executable(name: "clip-embed", targets: ["clip-embed"]),
        .executable(name: "clip-evaluate", targets: ["clip-evaluate"]),
        .executable(name: "clip-inspect", targets: ["clip-inspect"]),
        .executable(name: "clip-store", targets: ["clip-store"]),
        .executable(name: "clip-tokenize", targets: ["clip-tokenize"]),
        .executable(name: "clip-verify", targets: ["clip-verify"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        // MARK: 0. C: system libraries and the project's own kernels
        .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "COpenBLAS", dependencies: ["CKernels"]),
        .target(
            name: "CImageCodecs",
            linkerSettings: [
                .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("webp"),
                .linkedLibrary("webpdemux"),
            ]),
        .target(name: "CLinux"),
        .target(name: "CSandbox"),
        .target(name: "CMergeTable", exclude: ["merges.bin"]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CLibZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // MARK: 1. Bytes, values and arithmetic
        .target(name: "ByteIO", dependencies: ["CLinux", "COpenSSL", "CZlib"]),
        .target(name: "StrictJSON", dependencies: ["ByteIO"]),
        .target(name: "Tensors"),
        .target(name: "Kernels", dependencies: ["CKernels", "COpenBLAS", "Tensors"]),

        .target(name: "Sandbox", dependencies: ["CSandbox"]),

        // MARK: 2. Formats and the model's own data
        .target(name: "SafeTensors", dependencies: ["ByteIO", "StrictJSON", "Tensors"]),
        .target(
            name: "Checkpoints",
            dependencies: ["ByteIO", "CLibZip", "SafeTensors", "StrictJSON", "Tensors"]),
        .target(name: "ModelKit", dependencies: ["StrictJSON", "Tensors"]),
        .target(
            name: "ImagePreprocessing", dependencies: ["CImageCodecs", "Kernels", "ModelKit"],
            // Rounding is a function of the C library's; it is linked only where something asks for it.
            linkerSettings: [.linkedLibrary("m")]),
        .target(
            name: "KnownModels",
            resources: [.embedInCode("openai.tsv"), .embedInCode("open_clip.tsv")]),
        .target(name: "Quantization", dependencies: ["Kernels", "Tensors"]),
        .target(name: "SentencePiece", dependencies: ["ByteIO", "StrictJSON"]),
        .target(name: "Signatures", dependencies: ["ByteIO", "COpenSSL"]),
        .target(name: "Tokenizer", dependencies: ["CMergeTable"]),
        .target(
            name: "WeightFile",
            dependencies: ["ByteIO", "SafeTensors", "StrictJSON", "Tensors"]),

        // MARK: 3. Towers: what computes, what they are made of, and the families that make them
        .target(name: "Engines", dependencies: ["Kernels", "Tensors"]),
        .target(
            name: "Layers", dependencies: ["ByteIO", "Engines", "Kernels", "Quantization", "Tensors"]),
        .target(
            name: "Families",
            dependencies: [
                "ByteIO", "Engines", "Kernels", "Layers", "ModelKit", "Quantization", "SentencePiece",
                "StrictJSON",
                "Tensors", "Tokenizer",
            ]),

        // MARK: 4. What a person comes for
        .target(
            name: "CLIPRuntime",
            dependencies: [
                "ByteIO", "Engines", "Families", "ImagePreprocessing", "Kernels", "Layers", "ModelKit",
                "Quantization", "SafeTensors",
                "StrictJSON",
                "Tensors", "Tokenizer", "WeightFile",
            ]),
        .target(
            name: "Conversion",
            dependencies: [
                "ByteIO", "Checkpoints", "CLIPRuntime", "Engines", "Families", "Kernels", "KnownModels",
                "Layers", "ModelKit",
                "Quantization", "SafeTensors", "StrictJSON", "Tensors", "Tokenizer", "WeightFile",
            ]),

        .target(
            name: "Inspection",
            dependencies: [
                "ByteIO", "Checkpoints", "CLIPRuntime", "Families", "ModelKit", "Conversion", "Kernels",
                "KnownModels", "SafeTensors", "Signatures", "StrictJSON", "Tensors", "WeightFile",
            ]),

        .target(
            name: "Benchmarking",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Families", "ModelKit", "Kernels", "StrictJSON", "Tensors",
                "WeightFile",
            ]),

        .target(
            name: "ZeroShot",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Families", "ModelKit", "Kernels", "SafeTensors", "StrictJSON",
                "Tensors",
            ],
            resources: [
                .embedInCode("Tables/labels-imagenet.tsv"), .embedInCode("Tables/labels-imagenette.tsv"),
                .embedInCode("Tables/templates-openai-7.txt"), .embedInCode("Tables/templates-openai-80.txt"),
            ]),

        .target(
            name: "ModelStore",
            dependencies: [
                "ByteIO", "Checkpoints", "Kernels", "KnownModels", "Quantization", "SafeTensors",
                "StrictJSON",
                "Tensors", "WeightFile",
            ]),

        .target(name: "HTTPTransfer", dependencies: ["ByteIO", "CCurl", "CLinux", "ModelStore"]),

        // MARK: 5. What the commands share
        .target(
            name: "ToolSupport",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Families", "ModelKit", "Checkpoints", "Conversion", "Kernels",
                "ModelStore",
                "Quantization", "Sandbox", "StrictJSON", "WeightFile", "ZeroShot", argumentParser,
            ]),

        // MARK: 6. Commands: arguments and printing
        .executableTarget(
            name: "clip-benchmark",
            dependencies: [
                "Benchmarking", "ByteIO", "Families", "ModelKit", "Kernels", "SafeTensors", "StrictJSON",
                "ToolSupport",
                "WeightFile", argumentParser,
            ]),
        .executableTarget(
            name: "clip-classify",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Kernels", "StrictJSON", "ToolSupport", "ZeroShot", argumentParser,
            ]),
        .executableTarget(
            name: "clip-convert",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Families", "ModelKit", "Checkpoints", "Conversion", "Kernels",
                "KnownModels",
                "ModelStore", "Quantization", "Signatures", "StrictJSON", "ToolSupport", argumentParser,
            ]),
        .executableTarget(
            name: "clip-embed",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Families", "ModelKit", "Kernels", "StrictJSON", "Tensors",
                "Tokenizer",
                "ToolSupport",
                argumentParser,
            ]),
        .executableTarget(
            name: "clip-evaluate",
            dependencies: [
                "ByteIO", "CLIPRuntime", "Kernels", "StrictJSON", "ToolSupport", "ZeroShot", argumentParser,
            ]),
        .executableTarget(
            name: "clip-inspect",
            dependencies: ["ByteIO", "Inspection", "StrictJSON", "Tensors", "ToolSupport", argumentParser]),
        .executableTarget(
            name: "clip-store",
            dependencies: [
                "ByteIO", "Families", "ModelKit", "Conversion", "HTTPTransfer", "Kernels", "KnownModels",
                "ModelStore",
                "Quantization", "StrictJSON", "ToolSupport", argumentParser,
            ]),
        .executableTarget(
            name: "clip-tokenize",
            dependencies: [
                "ByteIO", "SentencePiece", "StrictJSON", "Tokenizer", "ToolSupport", argumentParser,
            ]),
        .executableTarget(
            name: "clip-verify",
            dependencies: [
                "ByteIO", "Inspection", "Kernels", "Signatures", "StrictJSON", "ToolSupport", argumentParser,
            ]),

        // MARK: Tests
        .target(
            name: "TestSupport", dependencies: ["ByteIO", "CZlib"], path: "Tests/TestSupport",
            exclude: ["allocations.c", "faults.c", "intruder.c"]),
        .target(
            name: "HostileCases",
            dependencies: [
                "ByteIO", "Checkpoints", "Families", "ModelKit", "Conversion", "Tensors", "TestSupport",
            ],
            path: "Tests/HostileCases"),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "ByteIO", "Checkpoints", "CLIPRuntime", "Families", "ModelKit", "HTTPTransfer",
                "HostileCases",
                "ImagePreprocessing", "ModelStore", "SafeTensors", "SentencePiece", "StrictJSON",
                "TestSupport",
                "Tensors", "Tokenizer", "WeightFile", "ZeroShot",
            ],
            path: "Fuzz/FuzzTargets"),
        .executableTarget(
            name: "hostile-corpus",
            dependencies: ["ByteIO", "Checkpoints", "HostileCases", "StrictJSON", "Tensors", "TestSupport"],
            path: "Tests/HostileCorpus"),
        .executableTarget(
            name: "parser-probe", dependencies: ["ByteIO", "FuzzTargets"], path: "Tests/ParserProbe"),
        .executableTarget(
            name: "kernel-probe", dependencies: ["CKernels", "COpenBLAS"], path: "Tests/KernelProbe"),
        .testTarget(
            name: "HostileTests",
            dependencies: [
                "ByteIO", "Checkpoints", "Families", "ModelKit", "HostileCases", "ImagePreprocessing",
                "SafeTensors",
                "Tensors",
                "TestSupport", "Tokenizer", "ToolSupport", "WeightFile", "clip-classify", "clip-convert",
                "clip-embed", "clip-evaluate", "clip-inspect", "clip-tokenize", "clip-verify",
            ]),
        .testTarget(name: "ByteIOTests", dependencies: ["ByteIO", "TestSupport"]),
        .testTarget(name: "StrictJSONTests", dependencies: ["ByteIO", "StrictJSON"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        .testTarget(
            name: "KernelsTests",
            dependencies: [
                "CKernels", "Kernels", "Tensors", "SafeTensors", "ByteIO", "TestSupport", "kernel-probe",
            ]),
        .testTarget(
            name: "QuantizationTests",
            dependencies: ["Quantization", "Kernels", "Tensors", "SafeTensors", "ByteIO", "TestSupport"]),
        .testTarget(
            name: "SafeTensorsTests", dependencies: ["SafeTensors", "ByteIO", "Tensors", "TestSupport"]),
        .testTarget(
            name: "CheckpointsTests",
            dependencies: [
                "Checkpoints", "SafeTensors", "StrictJSON", "ByteIO", "HostileCases", "Tensors",
                "TestSupport",
            ]),
        .testTarget(name: "LayersTests", dependencies: ["Kernels", "Layers"]),
        .testTarget(
            name: "FamiliesTests",
            dependencies: [
                "ByteIO", "Engines", "Families", "Kernels", "Layers", "ModelKit", "SafeTensors",
                "SentencePiece",
                "StrictJSON", "Tensors", "TestSupport", "Tokenizer",
            ]),
        .testTarget(
            name: "ImagePreprocessingTests",
            dependencies: ["ImagePreprocessing", "Families", "ModelKit", "ByteIO", "Kernels", "TestSupport"]),
        .testTarget(
            name: "SentencePieceTests",
            dependencies: ["SentencePiece", "StrictJSON", "ByteIO", "TestSupport"]),
        .testTarget(name: "KnownModelsTests", dependencies: ["KnownModels", "TestSupport"]),
        .testTarget(
            name: "WeightFileTests",
            dependencies: ["WeightFile", "SafeTensors", "StrictJSON", "ByteIO", "Tensors", "TestSupport"]),
        .testTarget(
            name: "ConversionTests",
            dependencies: [
                "Conversion", "Checkpoints", "CLIPRuntime", "Families", "ModelKit", "Kernels", "Quantization",
                "SafeTensors", "StrictJSON", "WeightFile", "ByteIO", "Tensors", "TestSupport",
            ]),
        .testTarget(
            name: "CLIPRuntimeTests",
            dependencies: [
                "CLIPRuntime", "Families", "ModelKit", "Conversion", "ImagePreprocessing", "Kernels",
                "Quantization",
                "SafeTensors", "StrictJSON", "Tensors", "Tokenizer", "WeightFile", "ByteIO", "TestSupport",
            ]),
        .testTarget(
            name: "ModelStoreTests",
            dependencies: [
                "ModelStore", "HTTPTransfer", "HostileCases", "KnownModels", "Quantization", "StrictJSON",
                "ByteIO",
                "TestSupport",
                "clip-store", "clip-embed", "clip-convert",
            ]),
        .testTarget(
            name: "FaultTests",
            dependencies: [
                "Kernels", "TestSupport", "clip-convert", "clip-embed", "clip-inspect", "clip-tokenize",
                "clip-verify",
            ]),
        .testTarget(
            name: "LinearCostTests",
            dependencies: [
                "ByteIO", "Families", "ModelKit", "Checkpoints", "HostileCases", "HTTPTransfer",
                "ImagePreprocessing",
                "ModelStore", "SafeTensors", "SentencePiece", "Signatures", "StrictJSON", "Tensors",
                "TestSupport", "Tokenizer", "ZeroShot", "clip-convert", "clip-embed", "clip-inspect",
                "clip-tokenize", "clip-verify", "parser-probe",
            ]),
        .testTarget(name: "FuzzTargetsTests", dependencies: ["FuzzTargets", "TestSupport"]),
        .testTarget(
            name: "InspectionTests", dependencies: ["ByteIO", "Inspection", "StrictJSON", "TestSupport"]),
        .testTarget(name: "SignaturesTests", dependencies: ["ByteIO", "Signatures", "TestSupport"]),
        .testTarget(name: "TokenizerTests", dependencies: ["Tokenizer", "StrictJSON", "TestSupport"]),
        .testTarget(
            name: "ZeroShotTests",
            dependencies: [
                "ZeroShot", "CLIPRuntime", "Families", "ModelKit", "Conversion", "SafeTensors", "StrictJSON",
                "ByteIO",
                "Tensors", "TestSupport",
            ]),
        .testTarget(name: "ToolSupportTests", dependencies: ["ToolSupport", "ByteIO", "TestSupport"]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "TestSupport", "StrictJSON", "ByteIO", "SafeTensors", "Signatures", "Tensors",
                "clip-benchmark",
                "clip-classify",
                "clip-convert",
                "clip-embed", "clip-evaluate", "clip-inspect", "clip-store",
                "clip-tokenize",
                "clip-verify",
            ]),
    ]
)

// A program that libFuzzer drives links in a build for it alone, which Scripts/fuzz.sh asks for.
if Context.environment["CLIPW_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(name: "clip-fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/clip-fuzz"))
}

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = strict + (target.swiftSettings ?? [])
}

// Full RELRO: what a command calls through is bound as the command starts, and read-only from then
// on. A program that uses the libraries is linked as it likes.
for target in package.targets where target.type == .executable {
    let flags = ["relro", "now"].flatMap { ["-Xlinker", "-z", "-Xlinker", $0] }
    target.linkerSettings = (target.linkerSettings ?? []) + [.unsafeFlags(flags)]
}

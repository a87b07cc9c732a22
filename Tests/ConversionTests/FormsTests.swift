import ByteIO
import CLIPRuntime
import Checkpoints
import Conversion
import Kernels
import Quantization
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing
import WeightFile

/// Every form in which the same weights travel gives the same tensor bytes.
@Suite struct FormsTests {
    /// One model of one set of weights; Tests/Fixtures/README.md tells how each was made by its real peer.
    static let forms = [
        "vit-torchscript-openai.pt", "vit-torchscript-current.pt", "vit-state-dict.pt", "vit-plain-dict.pt",
        "vit-wrapped.pt",
        "vit-training.pt", "vit-views.pt", "vit-deflated.pt", "vit-module.pt", "vit-parameters.pt",
        "vit-legacy.pt",
        "vit-legacy-module.pt", "vit.safetensors", "vit-sharded", "vit-huggingface",
        "vit-huggingface-sharded",
        "vit-huggingface-bin", "vit-openclip", "vit-openclip-custom-text.pt",
    ]

    @Test(arguments: forms, Precision.allCases)
    func formGivesTheSameBytes(_ form: String, _ precision: Precision) throws {
        let directory = try TemporaryDirectory()
        let reference = try weights("vit-torchscript-openai.pt", precision, in: directory)
        #expect(try weights(form, precision, in: directory) == reference)
    }

    /// What PyTorch says the weights are: its own float32 of the same state dict.
    @Test(arguments: [
        ("vit-torchscript-openai.pt", "vit.expected.safetensors"),
        ("rn-torchscript-openai.pt", "rn.expected.safetensors"),
    ])
    func weightsAreThoseThatPyTorchSees(_ form: String, _ expected: String) throws {
        let directory = try TemporaryDirectory()
        let ours = try weights(form, .fp32, in: directory)
        let theirs = try SafeTensorsFile(InputFile(path: Repository.fixture(expected)))
        var compared = 0
        for entry in theirs.header.entries where entry.descriptor.elementType.isFloatingPoint {
            let bytes = try theirs.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
            #expect(ours[entry.descriptor.name]?.bytes == bytes, "\(entry.descriptor.name)")
            #expect(ours[entry.descriptor.name]?.shape == entry.descriptor.shape, "\(entry.descriptor.name)")
            compared += 1
        }
        #expect(compared == ours.count)
    }

    @Test(arguments: ["rn-torchscript-openai.pt", "rn-state-dict.pt"], Precision.allCases)
    func resNetGivesTheSameBytes(_ form: String, _ precision: Precision) throws {
        let directory = try TemporaryDirectory()
        #expect(
            try weights(form, precision, in: directory)
                == weights("rn-torchscript-openai.pt", precision, in: directory))
    }

    /// The header differs in `source` only: the activation and all else are the same.
    @Test(arguments: forms) func metadataDifferInTheirSourceOnly(_ form: String) throws {
        let directory = try TemporaryDirectory()
        var ours = try convert(form, .fp16, in: directory).metadata
        let reference = try convert("vit-torchscript-openai.pt", .fp16, in: directory).metadata
        #expect(ours.source["weights_sha256"]?.string?.utf8.count == 64)
        #expect(ours.source["weights_sha256"] == reference.source["weights_sha256"])
        ours.source = reference.source
        #expect(ours == reference)
    }

    /// The digest of the weights is that of the source's, whatever they are stored in.
    @Test func theDigestOfTheWeightsIsThatOfTheirNumbers() throws {
        let directory = try TemporaryDirectory()
        func digest(_ form: String, _ precision: Precision) throws -> JSONValue? {
            try convert(form, precision, in: directory).metadata.source["weights_sha256"]
        }
        let whole = try digest("vit-torchscript-openai.pt", .fp32)
        for precision in Precision.allCases {
            #expect(try digest("vit-torchscript-openai.pt", precision) == whole)
        }
        #expect(try digest("rn-torchscript-openai.pt", .fp32) != whole)
    }

    @Test(arguments: [1, 2, 7]) func sameInputGivesTheSameFile(_ threads: Int) throws {
        let directory = try TemporaryDirectory()
        var files: [[UInt8]] = []
        for _ in 0..<2 {
            let file = try convert(
                "vit-torchscript-openai.pt", .int8, in: directory, threads: threads, validates: true
            ).file
            files.append(try file.bytes(file.byteCount, at: 0))
        }
        let single = try convert(
            "vit-torchscript-openai.pt", .int8, in: directory, threads: 1, validates: true
        ).file
        #expect(files[0] == files[1])
        #expect(try files[0] == single.bytes(single.byteCount, at: 0))
    }

    /// Also where the pieces are single rows, or end within a part of a weight that has several.
    @Test(arguments: ["vit-huggingface", "vit-deflated.pt", "rn-torchscript-openai.pt"], [1, 100, 1000])
    func piecesOfAnySizeGiveTheSameBytes(_ form: String, _ pieceElementCount: Int) throws {
        let directory = try TemporaryDirectory()
        for precision in Precision.allCases {
            #expect(
                try weights(form, precision, in: directory, pieceElementCount: pieceElementCount)
                    == weights(form, precision, in: directory))
        }
    }

    /// They are those of the source, so neither its form nor the output's precision shows in them.
    @Test(arguments: ["vit-huggingface", "vit-legacy.pt", "vit-openclip"], [Precision.fp32, .int8])
    func goldenEmbeddingsAreThoseOfTheSource(_ form: String, _ precision: Precision) throws {
        let directory = try TemporaryDirectory()
        let reference = try GoldenEmbeddings(
            convert("vit-torchscript-openai.pt", .fp16, in: directory, validates: true))
        let golden = try GoldenEmbeddings(convert(form, precision, in: directory, validates: true))
        #expect(golden != nil && golden == reference)
        #expect(golden?.image.count == 6 && golden?.text.count == 8)
    }

    struct Weight: Equatable {
        let shape: Shape
        let type: ElementType
        let bytes: [UInt8]
    }

    private func weights(
        _ form: String, _ precision: Precision, in directory: TemporaryDirectory,
        pieceElementCount: Int = 1 << 17
    ) throws -> [String: Weight] {
        let converted = try convert(form, precision, in: directory, pieceElementCount: pieceElementCount)
        var weights: [String: Weight] = [:]
        for entry in converted.weights {
            weights[entry.descriptor.name] = Weight(
                shape: entry.descriptor.shape, type: entry.descriptor.elementType,
                bytes: try converted.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound))
        }
        return weights
    }

    private func convert(
        _ form: String, _ precision: Precision, in directory: TemporaryDirectory, threads: Int = 2,
        pieceElementCount: Int = 1 << 17, validates: Bool = false
    ) throws -> ClipwFile {
        var options = ConversionOptions()
        options.precision = precision
        options.mayReplace = true
        options.threads = threads
        options.validates = validates
        options.pieceElementCount = pieceElementCount
        let plan = try ConversionPlan(inputPath: Repository.fixture(form), options: options)
        _ = try Conversion.run(plan, outputPath: directory.path("out.clipw"))
        let file = try ClipwFile(path: directory.path("out.clipw"))
        for index in file.entries.indices { try file.verify(index) { _ in } }
        return file
    }

    /// Of a ResNet of OpenAI's most tensors are float32, and most numbers float16.
    @Test func precisionIsThatOfMostNumbers() throws {
        let checkpoint = try Checkpoint(path: Repository.fixture("rn-torchscript-openai.pt"))
        let types = checkpoint.tensors.map(\.descriptor.elementType)
        #expect(types.count { $0 == .float32 } > types.count { $0 == .float16 })
        #expect(try ConversionPlan(checkpoint, options: ConversionOptions()).precision == .fp16)
    }
}

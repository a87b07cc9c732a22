import ByteIO
import CLIPRuntime
import Conversion
import Kernels
import Quantization
import SafeTensors
import TestSupport
import Testing
import WeightFile

/// A small model of one of the peers, and what that peer makes of the probes.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    /// Name of the golden embeddings; those of rounded weights have the precision behind it.
    let golden: String

    init(_ name: String, rounded: String? = nil) {
        self.name = name
        golden = (name.hasSuffix(".pt") ? String(name.dropLast(3)) : name) + (rounded.map { "-\($0)" } ?? "")
    }

    var testDescription: String { golden }

    /// One of each family: openai/CLIP's two, open_clip's and transformers' own shapes and activations.
    static let families = [
        Fixture("vit-torchscript-openai.pt"), Fixture("rn-torchscript-openai.pt"), Fixture("vit-openclip"),
        Fixture("vit-huggingface"), Fixture("openclip-heads"), Fixture("openclip-average"),
        Fixture("openclip-average-norm"), Fixture("huggingface-tanh"), Fixture("huggingface-gelu"),
    ]

    /// The fixture as a `.clipw` file, which lasts as long as the directory.
    func converted(
        _ precision: Precision, in directory: TemporaryDirectory, towers: ConversionOptions.Towers = .both
    ) throws -> ClipwFile {
        var options = ConversionOptions()
        options.precision = precision
        options.towers = towers
        options.validates = false
        options.mayReplace = true
        let plan = try ConversionPlan(inputPath: Repository.fixture(name), options: options)
        _ = try Conversion.run(plan, outputPath: directory.path("model.clipw"))
        return try ClipwFile(path: directory.path("model.clipw"))
    }

    /// What the peer makes of the probes.
    var goldenFile: SafeTensorsFile {
        get throws {
            try SafeTensorsFile(InputFile(path: Repository.fixture("goldens/\(golden).safetensors")))
        }
    }
}

/// The engines, each with all that it can compute in.
struct EngineCase: Sendable, CustomTestStringConvertible {
    let engine: RuntimeOptions.EngineKind
    let compute: ComputePrecision

    var testDescription: String { "\(engine.rawValue) \(compute.rawValue)" }

    static let float32 = [
        EngineCase(engine: .reference, compute: .fp32), EngineCase(engine: .auto, compute: .fp32),
    ]

    func options(threads: Int = 2) -> RuntimeOptions {
        var options = RuntimeOptions()
        options.engine = engine
        options.compute = compute
        options.threads = threads
        return options
    }
}

/// The length of the difference of two vectors, as a share of the length of the second.
func relativeError(_ actual: [Float], _ expected: [Float]) -> Double {
    var (difference, length) = (0.0, 0.0)
    for (a, b) in zip(actual, expected) {
        difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
        length += Double(b) * Double(b)
    }
    return (difference / max(length, 1e-300)).squareRoot()
}

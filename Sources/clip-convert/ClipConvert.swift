import ArgumentParser
import ByteIO
import Checkpoints
import Conversion
import Kernels
import ModelKit
import ModelStore
import Quantization
import StrictJSON
import ToolSupport

/// `clip-convert`: any CLIP checkpoint to one `.clipw` file.
@main
struct ClipConvert: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-convert",
        abstract: "Convert a CLIP checkpoint to one memory-mappable .clipw file, without Python.",
        discussion: """
            INPUT is recognised by its content: OpenAI's TorchScript archives, state dicts of PyTorch old and \
            new, open_clip's and Hugging Face's files, safetensors, or a folder of theirs. Nothing in it is \
            executed. Before the output takes its name, its embeddings of some probe pictures and texts are compared \
            with those of the input's weights in float32, and a result that drifted too far is refused.

            EXAMPLES
              clip-convert ViT-B-32.pt -o vitb32.clipw --fp16
              clip-convert ./clip-vit-large-patch14 -o vitl14.clipw --int8
              clip-convert ViT-B-32.pt -o vitb32.clipw --dry-run
              clip-convert ViT-B-32.pt -o vitb32.clipw --sign minisign.key

            EXIT CODES
              0 done, 1 another SHA-256 than expected or below the lowest cosine, 64 usage, 65 malformed or unsupported input, \
            66 input missing, 73 output cannot be created, 74 I/O error or disk full, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(
        help: "The checkpoint: a file, a model folder, or the name of a model in the store.",
        completion: .file())
    var input: ModelArgument

    @Option(
        name: [.short, .long], help: ArgumentHelp("The file to write.", valueName: "out.clipw"),
        completion: .file())
    var output: FilePath?

    @Flag(help: "What the weights are stored in; by default what most of the input's are.")
    var precision: PrecisionFlag?

    @Flag(help: "Write one tower only.")
    var tower: TowerFlag?

    @Option(help: ArgumentHelp("Refuse an input whose SHA-256 is another.", valueName: "hex"))
    var expectSha256: String?

    @Option(help: "The model's activation, where nothing tells it: quick_gelu, gelu or gelu_tanh.")
    var activation: Activation?

    @Option(
        help: ArgumentHelp("The lowest cosine to the golden embeddings that is accepted.", valueName: "x"))
    var minCosine: Double?

    @Flag(help: "Do not measure the result against golden embeddings; it then has none.")
    var noValidate = false

    @OptionGroup(title: "Signing")
    var signing: SigningFlags

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @Flag(help: "Only say what would be done.")
    var dryRun = false

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func validate() throws {
        guard dryRun || output != nil else {
            throw ValidationError("Missing expected argument '--output <out.clipw>'")
        }
        try output?.requireFile("--output")
        guard expectSha256 == nil || expectedDigest != nil else {
            throw ValidationError("--expect-sha256 needs 64 hexadecimal digits")
        }
        if let minCosine, !(-1...1).contains(minCosine) {
            throw ValidationError("--min-cosine is a number from -1 to 1")
        }
        guard !dryRun || signing.sign == nil else { throw ValidationError("--dry-run signs nothing") }
        guard !noValidate || minCosine == nil else {
            throw ValidationError("--min-cosine measures what --no-validate leaves unmeasured")
        }
    }

    private var expectedDigest: Digest? { expectSha256.flatMap(Digest.init(hexadecimal:)) }

    var access: FileAccess? {
        FileAccess().reading(input).writing(output)
            .reading([signing.sign, signing.passwordFrom, signing.sign == nil ? nil : "/dev/tty"])
    }

    func perform() throws(FileError) -> Int32 {
        var options = ConversionOptions()
        options.precision = precision?.precision
        options.towers = tower?.towers ?? .both
        options.expectedDigest = expectedDigest
        options.activation = activation
        options.mayReplace = force
        options.validates = !noValidate
        options.lowestCosine = minCosine
        options.threads = availableThreads
        let plan = try ConversionPlan(input.checkpoint(preferring: .source), options: options)
        guard !dryRun else { return try describe(plan) }
        let key = try signing.key()

        let bar = ProgressBar("converting")
        let total = plan.workByteCount
        defer { bar.finish() }
        let output = output ?? ""
        var signature: OutputFile?
        let report = try Conversion.run(plan, outputPath: output) { (file) throws(FileError) in
            signature = try key.map { (key) throws(FileError) in
                try signing.signature(of: file, named: output, by: key, mayReplace: force)
            }
        } progress: {
            bar.advance(by: $0, of: total)
        }
        try signature?.commit()
        bar.finish()
        for warning in report.warnings { Self.warn(warning) }
        try StandardStream.output.write(json ? report.json.prettyText : ConversionText.report(report))
        return 0
    }

    private func describe(_ plan: ConversionPlan) throws(FileError) -> Int32 {
        let bar = ProgressBar("reading")
        let total = plan.source.checkpoint.byteCount
        defer { bar.finish() }
        let identity = try Conversion.identify(plan) { bar.advance(by: $0, of: total) }
        bar.finish()
        let text =
            json
            ? try ConversionText.planJSON(plan, identity).prettyText : try ConversionText.plan(plan, identity)
        try StandardStream.output.write(text)
        return 0
    }
}

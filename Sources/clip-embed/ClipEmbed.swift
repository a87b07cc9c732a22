import ArgumentParser
import ByteIO
import CLIPRuntime
import Families
import Kernels
import ToolSupport

/// `clip-embed`: images and texts as embeddings.
@main
struct ClipEmbed: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-embed",
        abstract: "Embed images and texts with a CLIP model.",
        discussion: """
            MODEL is a .clipw file, any checkpoint that clip-convert reads, or a name that clip-store list shows, such \
            as ViT-B/32. Pictures are JPEG, PNG or WebP, \
            prepared as the model's publisher does; texts are tokenised as openai/CLIP does.

            Prints a line of JSON for each input, images first, then texts, each in the order given: \
            {"kind": "image", "input": "cat.jpg", "embedding": [...]}. An input that cannot be embedded has \
            "error" in the place of "embedding"; the others are embedded all the same, and the exit code is 65. \
            With --format npy the embeddings are the rows of one float32 array, those of bad inputs NaN.

            Lists are read as they arrive, blank lines skipped, and each result is written before more input is waited \
            for, so that the command can stand in a pipe.

            EXAMPLES
              clip-embed vitb32.clipw --image cat.jpg --text "a photo of a cat"
              clip-embed ViT-B/32 --text "a photo of a cat"
              clip-embed vitb32.clipw --images-from files.txt --format npy -o embeddings.npy
              find pictures -name '*.jpg' -print0 | clip-embed vitb32.clipw --images-from - -0
              clip-embed vitb32.clipw --texts-from - --compute bf16 < captions.txt

            EXIT CODES
              0 done, 64 usage, 65 malformed model or a bad input, 66 model missing, 73 output cannot be created, \
            74 I/O error, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(help: "The model: a path or a name.", completion: .file())
    var model: ModelArgument

    @Option(
        name: .customLong("image"), help: ArgumentHelp("A picture; may be given again.", valueName: "path"),
        completion: .file())
    var images: [FilePath] = []

    @Option(name: .customLong("text"), help: ArgumentHelp("A text; may be given again.", valueName: "string"))
    var texts: [TextArgument] = []

    @Option(
        help: ArgumentHelp(
            "A file with a picture's path on each line, or - for standard input.", valueName: "file"),
        completion: .file())
    var imagesFrom: FilePath?

    @Option(
        help: ArgumentHelp("A file with a text on each line, or - for standard input.", valueName: "file"),
        completion: .file())
    var textsFrom: FilePath?

    @Flag(
        name: [.customShort("0"), .long],
        help: "The paths of --images-from end with NUL, as find -print0 writes them.")
    var null = false

    @Option(help: "jsonl or npy.")
    var format = EmbeddingFormat.jsonl

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The file to write, or - for standard output.", valueName: "out"),
        completion: .file()
    )
    var output: FilePath?

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @Flag(help: "Leave embeddings as long as they are; by default each has length 1.")
    var noNormalize = false

    @Flag(help: "Cut texts of too many tokens.")
    var truncate = false

    @Flag(help: "Turn pictures as their EXIF data say, which the original does not do.")
    var exif = false

    @OptionGroup(title: "How it is computed")
    var runtime: RuntimeFlags

    func validate() throws {
        guard !(imagesFrom == "-" && textsFrom == "-") else {
            throw ValidationError("--images-from and --texts-from cannot both be standard input")
        }
        guard !(images.isEmpty && texts.isEmpty && imagesFrom == nil && textsFrom == nil) else {
            throw ValidationError("Give --image, --text, --images-from or --texts-from")
        }
        guard !null || imagesFrom != nil else {
            throw ValidationError("--null is for the paths of --images-from")
        }
        guard format == .jsonl || ![nil, "-"].contains(output) else {
            throw ValidationError(
                "--format npy needs --output, a file: its header states the number of rows, known only at the end"
            )
        }
    }

    /// What paths of a list end with.
    private var separator: UInt8 { null ? 0 : UInt8(ascii: "\n") }

    var access: FileAccess? {
        FileAccess().reading(model).reading(images + [imagesFrom, textsFrom])
            .readingWhatIsListed(in: imagesFrom, separator: separator)
            .writing(output)
    }

    func perform() throws(FileError) -> Int32 {
        var options = runtime.options
        options.honorsEXIF = exif
        let (model, warnings) = try model.open(activation: runtime.activation, options: options)
        for warning in warnings { Self.warn(warning) }
        let inputs = try EmbeddingInputs(
            images: images, texts: texts, imagesFrom: imagesFrom, textsFrom: textsFrom,
            separator: separator)
        let writer = try EmbeddingWriter(
            format, path: output == "-" ? nil : output, mayReplace: force,
            columns: model.architecture.embedDimension)
        let run = EmbeddingRun(
            model: model, batch: runtime.batch, truncate: truncate, isNormalized: !noNormalize)
        let bar = ProgressBar("embedding", unit: .items)
        defer { bar.finish() }
        var hasFailed = false
        try run.forEachResults(of: inputs) { (results) throws(FileError) in
            for case .failure(let error) in results.map(\.result) {
                hasFailed = true
                if format == .npy { Self.complain("\(error)") }
            }
            try writer.write(results)
            bar.advance(by: results.count, of: inputs.count)
        }
        try writer.finish()
        return hasFailed ? 65 : 0
    }
}

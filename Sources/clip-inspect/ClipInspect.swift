import ArgumentParser
import ByteIO
import Inspection
import StrictJSON
import Tensors
import ToolSupport

/// `clip-inspect`: what a file is.
@main
struct ClipInspect: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-inspect",
        abstract: "Tell what a model file is: its format, its architecture, its tensors.",
        discussion: """
            Reads the structure of .clipw files and of every checkpoint that clip-convert reads, without executing \
            anything in it.

            EXAMPLES
              clip-inspect vitb32.clipw
              clip-inspect ViT-B-32.pt --tensors
              clip-inspect ./clip-vit-base-patch32 --tensors --statistics --json

            EXIT CODES
              0 done, 64 usage, 65 malformed or unsupported, 66 missing, 74 I/O error, 77 no permission
            """,
        version: toolchainVersion)

    @Argument(help: "The file, the model folder, or the name of a model in the store.", completion: .file())
    var file: ModelArgument

    @Flag(help: "List every tensor: name, type, shape, offset in the file.")
    var tensors = false

    @Flag(help: "With --tensors, read the elements too: smallest, largest, mean, deviation.")
    var statistics = false

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    var access: FileAccess? { FileAccess().reading(file) }

    func perform() throws(FileError) -> Int32 {
        let bar = ProgressBar("reading")
        defer { bar.finish() }
        let inspection = try FileInspection(
            path: file.place().path, includingStatistics: tensors && statistics
        ) {
            bar.advance(by: $0, of: $1)
        }
        bar.finish()
        for warning in inspection.warnings { Self.warn(warning) }
        let text =
            json
            ? inspection.json(includingTensors: tensors).prettyText
            : InspectionText.text(inspection, tensors: tensors)
        try StandardStream.output.write(text)
        return 0
    }
}

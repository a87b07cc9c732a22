import ArgumentParser
import ByteIO
import ModelStore
import ToolSupport

/// `clip-store path`.
struct PathCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Print the path of a model's best file, checked, for other programs.")

    @Argument(
        help: ArgumentHelp("A model, such as ViT-B/32 or ViT-B/32:int8.", valueName: "name[:precision]"))
    var name: String

    @OptionGroup var options: StoreOptions

    func perform() throws(FileError) -> Int32 {
        let bar = ProgressBar("checking")
        defer { bar.finish() }
        let found = try options.open().find(ModelReference(name)) { bar.advance(by: $0, of: $1) }
        bar.finish()
        try StandardStream.output.write(found.stored.path.bytes + [0x0A])
        return 0
    }
}

import ArgumentParser
import ByteIO
import ModelStore
import ToolSupport

/// `clip-store remove`.
struct RemoveCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a model with all its files, or one of them.",
        discussion: "ViT-B/32 means all its files, ViT-B/32:int8 one, ViT-B/32:source the checkpoint.")

    @Argument(help: "Models.")
    var names: [String]

    @Flag(help: "Only say what would be removed.")
    var dryRun = false

    @OptionGroup var options: StoreOptions

    func perform() throws(FileError) -> Int32 {
        let store = try options.open()
        for name in names {
            let removals = try store.remove(ModelReference(name), dryRun: dryRun)
            try StandardStream.output.write(StoreText.text(removals, dryRun: dryRun))
        }
        return 0
    }
}

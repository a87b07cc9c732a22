import ArgumentParser
import ByteIO
import ModelStore
import ToolSupport

/// `clip-store prune`.
struct PruneCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract:
            "Remove what nothing needs: partial downloads, leftovers, conversions without their source.",
        discussion: """
            What you added is kept, and so is a download that is running. A conversion is the file that pull --convert \
            made, NAME.PRECISION.clipw; it goes when the checkpoint NAME.pt is no longer there. To keep one without \
            its checkpoint, add it under a name of its own.
            """)

    @Flag(help: "Only say what would be removed.")
    var dryRun = false

    @OptionGroup var options: StoreOptions

    func perform() throws(FileError) -> Int32 {
        let removals = try options.open().prune(dryRun: dryRun)
        try StandardStream.output.write(StoreText.text(removals, dryRun: dryRun))
        return 0
    }
}

import ArgumentParser
import ByteIO
import ModelStore

/// How models are fetched; what `pull` and `repair` have in common.
struct PullFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder on a server that has the publishers' files; by default CLIP_STORE_MIRROR.",
            valueName: "url"))
    var mirror: String?

    @Flag(help: "Make no connection.")
    var offline = false

    @Option(
        help: ArgumentHelp(
            "Give up a connection that brings nearly nothing for so long.", valueName: "seconds"))
    var timeout = 30

    @Option(help: ArgumentHelp("Try so often again what brought nothing new.", valueName: "n"))
    var retries = 5

    func validate() throws {
        guard (1...3600).contains(timeout) else {
            throw ValidationError("--timeout is a number from 1 to 3600")
        }
        guard (0...100).contains(retries) else {
            throw ValidationError("--retries is a number from 0 to 100")
        }
    }

    func options() throws(FileError) -> PullOptions {
        var options = PullOptions()
        let named = try Environment.value("CLIP_STORE_MIRROR")
        options.mirror = mirror ?? named
        options.isOffline = offline
        options.patience = .seconds(timeout)
        options.retries = retries
        return options
    }
}

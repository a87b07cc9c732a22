import ArgumentParser
import ByteIO
import Kernels
import ModelStore
import StrictJSON
import ToolSupport

/// `clip-store verify`.
struct VerifyCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Tell whether the models are sound: every hash, or the structure only.",
        discussion: """
            A checkpoint is compared with the SHA-256 that its publisher states, or that it had when it came into the \
            store; of a .clipw file every tensor with its own, unless another user could have written it. Such a \
            file must have the SHA-256 that was recorded when the store took it in. Exit code 1 if something is not as it \
            should be, or nothing tells how it should be; clip-store repair gets what is damaged again.
            """)

    @Argument(help: "Models; all if there are none.")
    var names: [String] = []

    @Flag(help: "Read the structure only, not every byte.")
    var quick = false

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print one JSON array instead of text.")
    var json = false

    func perform() throws(FileError) -> Int32 {
        let bar = ProgressBar("verifying")
        defer { bar.finish() }
        let files = try options.open().verify(
            names.map(ModelReference.init), quick: quick, threads: availableThreads
        ) { bar.advance(by: $0, of: $1) }
        bar.finish()
        for problem in StoreText.problems(files) { Self.complain(escapingControlCharacters(problem)) }
        try StandardStream.output.write(
            json ? JSONValue.array(files.map(StoreText.json)).prettyText : StoreText.table(files))
        return files.contains { $0.isBad || $0.isUnproven } ? 1 : 0
    }
}

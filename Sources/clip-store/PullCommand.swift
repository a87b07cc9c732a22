import ArgumentParser
import ByteIO
import HTTPTransfer
import ModelStore
import Quantization
import Synchronization
import ToolSupport

/// `clip-store pull`.
struct PullCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Get a published model, or go on with getting it, and perhaps convert it.",
        discussion: """
            The SHA-256 in Checksums decides whether what came is the model; it is computed as the bytes come and \
            again from the disk. An interrupted download goes on where it ended. What is there and sound is not \
            fetched again, and never lost to a download that fails.

            EXAMPLES
              clip-store pull ViT-B/32 --convert fp16
              clip-store pull RN50 --mirror https://models.example.org/clip
              https_proxy=http://proxy:3128 clip-store pull ViT-L/14@336px
            """)

    @Argument(help: "Models, such as ViT-B/32; 'clip-store list --all' tells which.")
    var names: [String]

    @Option(help: ArgumentHelp("Convert it too: fp32, fp16, bf16 or int8.", valueName: "precision"))
    var convert: Precision?

    @OptionGroup var pullFlags: PullFlags
    @OptionGroup var options: StoreOptions

    func perform() throws(FileError) -> Int32 {
        let pullOptions = try pullFlags.options()
        let store = try options.open(creating: true)
        for name in names {
            guard store.catalog.model(named: name) != nil else {
                Self.complain(
                    "\(escapingControlCharacters(name)): no such model is known ('clip-store list --all' tells which are)"
                )
                return 64
            }
        }
        let transport = try HTTPTransfer.ofUser(agent: "clip-store/\(toolchainVersion)")
        for name in names {
            let progress = PullProgress()
            defer { progress.finish() }
            let pulled = try store.pull(name, over: transport, pullOptions, progress: progress.show)
            progress.finish()
            try report(pulled.file, pulled.isNew ? "pulled" : "there already")
            guard let convert else { continue }
            let bar = ProgressBar("converting")
            defer { bar.finish() }
            let converted = try store.convert(name, to: convert, StoreConversion()) {
                bar.advance(by: $0, of: $1)
            }
            bar.finish()
            try report(converted.file, converted.isNew ? "converted" : "there already")
        }
        return 0
    }

    private func report(_ file: StoredFile, _ what: String) throws(FileError) {
        try StandardStream.output.write(
            "\(file.name): \(file.path), \(Units.bytes(file.byteCount)), \(what)\n")
    }
}

/// Shows what a pull is doing.
private final class PullProgress {
    private let bar = ProgressBar("pulling")
    private var isWaiting = false

    func show(_ event: ModelStore.PullEvent) {
        switch event {
        case .bytes(let count, let total): bar.advance(by: count, of: total)
        case .waiting:
            if !isWaiting { PullCommand.complain("another process is getting it, waiting for that") }
            isWaiting = true
        case .checking: bar.finish()
        }
    }

    func finish() { bar.finish() }
}

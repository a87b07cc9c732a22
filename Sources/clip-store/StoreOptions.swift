import ArgumentParser
import ByteIO
import ModelStore
import ToolSupport

/// Which store is meant; every subcommand has these.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The store's folder; by default CLIP_STORE or ~/.cache/clip.", valueName: "dir"),
        completion: .directory)
    var store: FilePath?

    @Option(
        help: ArgumentHelp(
            "Further models in the form of Checksums/openai.tsv; by default CLIP_STORE_TABLE.",
            valueName: "file"),
        completion: .file())
    var table: FilePath?

    /// Opens it.
    func open(creating: Bool = false) throws(FileError) -> ModelStore {
        try ModelStore.ofUser(path: store, table: table, creating: creating)
    }
}

/// A subcommand of `clip-store`.
protocol StoreCommand: Tool {}

extension StoreCommand {
    /// It downloads, from wherever that is redirected to, and reads TLS's certificates.
    var access: FileAccess? { nil }

    static var messageName: String { "clip-store" }
}

import ByteIO
import SafeTensors
import StrictJSON

/// A folder as Hugging Face's and open_clip's tools write them: weights, and JSON files that describe them.
struct ModelFolder {
    enum Weights {
        case file(InputFile)
        case shards([SafeTensorsFile])
    }

    let path: FilePath
    let weights: Weights
    /// Those of the known JSON files that are there.
    let configurations: [String: JSONValue]

    private static let configurationNames = [
        "config.json", "preprocessor_config.json", "open_clip_config.json",
    ]
    private static let indexName: FilePath = "model.safetensors.index.json"
    /// The first that is there is taken: safetensors before pickles, Hugging Face's layout before open_clip's.
    private static let weightNames: [FilePath] = [
        "model.safetensors", "open_clip_model.safetensors", "pytorch_model.bin",
        "open_clip_pytorch_model.bin",
    ]

    init(_ directory: Directory, work: inout WorkBudget) throws(FileError) {
        path = directory.path
        var configurations: [String: JSONValue] = [:]
        for name in Self.configurationNames where directory.contains(FilePath(name)) {
            configurations[name] = try Self.json(directory.open(FilePath(name)), work: &work)
        }
        self.configurations = configurations
        if directory.contains(Self.indexName) {
            let index = try SafeTensorsIndex(directory.open(Self.indexName), work: &work)
            weights = .shards(try index.files(in: directory, work: &work))
        } else if let name = Self.weightNames.first(where: { directory.contains($0) }) {
            weights = .file(try directory.open(name))
        } else {
            let isShardedPickle = directory.contains("pytorch_model.bin.index.json")
            throw FileError(
                .unsupported, path: directory.path,
                found: isShardedPickle
                    ? "the weights are sharded pickles (pytorch_model.bin.index.json)"
                    : "the folder has no weights",
                allowed: ([Self.indexName] + Self.weightNames).map(\.description).joined(separator: ", "))
        }
    }

    private static func json(_ file: InputFile, work: inout WorkBudget) throws(FileError) -> JSONValue {
        guard file.byteCount <= Limits.jsonBytes else {
            throw FileError(
                .malformed, path: file.path, found: "the file has \(file.byteCount) bytes",
                allowed: "at most \(Limits.jsonBytes)")
        }
        work.admit(file.byteCount)
        let bytes = try file.bytes(file.byteCount, at: 0)
        do {
            return try JSONValue(parsing: bytes, work: &work)
        } catch {
            throw FileError(
                .malformed, path: file.path, at: "offset \(error.offset)", found: error.found,
                allowed: error.allowed)
        }
    }
}

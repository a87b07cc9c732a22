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
    /// The bytes of those of the known tokenizers' files that are there.
    let tokenizers: [String: [UInt8]]

    private static let configurationNames = [
        "config.json", "preprocessor_config.json", "open_clip_config.json",
    ]
    private static let tokenizerNames = ["tokenizer.json", "tokenizer.model", "spiece.model"]
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
        var tokenizers: [String: [UInt8]] = [:]
        for name in Self.tokenizerNames where directory.contains(FilePath(name)) {
            tokenizers[name] = try Self.bytes(
                of: directory.open(FilePath(name)), limit: Limits.tokenizerBytes, work: &work)
        }
        self.tokenizers = tokenizers
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

    private static func bytes(
        of file: InputFile, limit: Int, work: inout WorkBudget
    ) throws(FileError) -> [UInt8] {
        guard file.byteCount <= limit else {
            throw FileError(
                .malformed, path: file.path, found: "the file has \(file.byteCount) bytes",
                allowed: "at most \(limit)")
        }
        work.admit(file.byteCount)
        return try file.bytes(file.byteCount, at: 0)
    }

    private static func json(_ file: InputFile, work: inout WorkBudget) throws(FileError) -> JSONValue {
        let bytes = try bytes(of: file, limit: Limits.jsonBytes, work: &work)
        do {
            return try JSONValue(parsing: bytes, work: &work)
        } catch {
            throw FileError(
                .malformed, path: file.path, at: "offset \(error.offset)", found: error.found,
                allowed: error.allowed)
        }
    }
}

import ByteIO
import KnownModels
import ModelStore
import Quantization
import StrictJSON
import ToolSupport

/// What `clip-store` prints about files.
enum StoreText {
    /// A line for each file, for each model of Hugging Face's cache and for each that can be pulled, under titles.
    static func table(
        _ files: [StoredFile], _ cached: [HuggingFaceCache.Model] = [], _ others: [KnownModel] = []
    ) -> String {
        var table = Table(.left, .left, .right, .left, .left, .left)
        table.add("NAME", "PRECISION", "SIZE", "STATE", "LAST USED", "SOURCE")
        let now = secondsSince1970()
        for file in files {
            table.add(
                file.name, file.precision?.rawValue ?? "-", Units.bytes(file.byteCount), file.state.rawValue,
                Units.age(now - file.lastUsed), file.source)
        }
        for model in cached {
            table.add(model.name, "-", Units.bytes(model.byteCount), "cached", "-", "huggingface")
        }
        for model in others {
            let size = model.byteCount.map(Units.bytes) ?? "-"
            let state = model.isSHA256Complete ? "can be pulled" : "can be added"
            table.add(model.name, "-", size, state, "-", model.publisher.rawValue)
        }
        return table.text
    }

    /// What is wrong with each file that something is wrong with.
    static func problems(_ files: [StoredFile]) -> [String] {
        files.compactMap { file in file.problem.map { "\(file.path): \(file.state.rawValue): \($0)" } }
    }

    static func json(_ file: StoredFile) -> JSONValue {
        [
            "name": .string(file.name), "variant": .string(file.variantText), "file": .string(file.fileName),
            "path": .path(file.path), "precision": file.precision.map { .string($0.rawValue) } ?? .null,
            "bytes": .integer(file.byteCount), "state": .string(file.state.rawValue),
            "problem": file.problem.map(JSONValue.string) ?? .null, "last_used": .integer(file.lastUsed),
            "source": .string(file.source), "sha256": file.sha256.map(JSONValue.string) ?? .null,
            "origin": .string(origin(of: file)), "claims": file.claim.map(JSONValue.string) ?? .null,
        ]
    }

    /// `proven` by a published SHA-256 or by the store's own conversion, `claimed` by the file alone, or `unknown`.
    private static func origin(of file: StoredFile) -> String {
        if file.known != nil, file.state == .ok { return "proven" }
        return file.claim == nil ? "unknown" : "claimed"
    }

    static func json(_ model: HuggingFaceCache.Model) -> JSONValue {
        [
            "name": .string(model.name), "path": .path(model.path), "bytes": .integer(model.byteCount),
            "state": "cached", "source": "huggingface",
        ]
    }

    static func json(_ model: KnownModel) -> JSONValue {
        [
            "name": .string(model.name), "file": .string(model.fileName), "path": .null,
            "bytes": model.byteCount.map(JSONValue.integer) ?? .null, "state": "absent",
            "source": .string(model.publisher.rawValue), "sha256": .string(model.sha256),
        ]
    }

    /// What goes, and what that frees.
    static func text(_ removals: [ModelStore.Removal], dryRun: Bool) -> String {
        guard !removals.isEmpty else { return "nothing to remove\n" }
        var table = Table(.left, .right, .left)
        for removal in removals {
            table.add(removal.path.description, Units.bytes(removal.byteCount), removal.reason)
        }
        let total = Units.bytes(removals.reduce(0) { $0 + $1.byteCount })
        return table.text + (dryRun ? "would remove \(total)\n" : "removed \(total)\n")
    }
}

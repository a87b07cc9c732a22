import ByteIO
import KnownModels
import Quantization
import StrictJSON

/// What was found out about one state of a file.
///
/// True for as long as the file has the same identity.
struct FileRecord: Sendable, Equatable {
    enum Verdict: String, Sendable {
        /// Its bytes are those that they should be.
        case sound
        /// Its structure can be read; its bytes were not hashed.
        case unchecked
        /// Its structure or its bytes are wrong.
        case damaged
    }

    /// `FileIdentity.text` of the file that this is about.
    var identity: String
    var verdict: Verdict
    /// What is wrong, in a damaged one.
    var problem: String?
    /// Of the whole file when it was found sound, which a file that is not a published one must keep; nil before, and
    /// for `.clipw` files, which have a digest for each tensor.
    var digest: Digest?
    /// What most of its weights are stored in.
    var precision: Precision?
    /// Of a `.clipw` file: the SHA-256 of the checkpoint that it was made from, and what that is known as.
    var sourceDigest: Digest?
    var sourceName: String?
}

extension FileRecord {
    var json: JSONValue {
        var object = JSONObject()
        object["identity"] = .string(identity)
        object["verdict"] = .string(verdict.rawValue)
        object["problem"] = problem.map(JSONValue.string)
        object["sha256"] = digest.map { .string($0.description) }
        object["precision"] = precision.map { .string($0.rawValue) }
        object["source_sha256"] = sourceDigest.map { .string($0.description) }
        object["source_name"] = sourceName.map(JSONValue.string)
        return .object(object)
    }

    /// Nil where it is not what this version writes.
    init?(_ json: JSONValue) {
        guard let identity = json["identity"]?.string,
            let verdict = json["verdict"]?.string.flatMap(Verdict.init(rawValue:))
        else { return nil }
        self.identity = identity
        self.verdict = verdict
        problem = json["problem"]?.string
        digest = json["sha256"]?.string.flatMap(Digest.init(hexadecimal:))
        precision = json["precision"]?.string.flatMap(Precision.init(rawValue:))
        sourceDigest = json["source_sha256"]?.string.flatMap(Digest.init(hexadecimal:))
        sourceName = json["source_name"]?.string
    }
}

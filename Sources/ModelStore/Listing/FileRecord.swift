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
    /// SHA-256 of the whole file when it was found sound; nil before.
    ///
    /// A file that is no published one must keep it, except for a `.clipw` file that nobody else could have written.
    var digest: Digest?
    /// What most of its weights are stored in.
    var precision: Precision?
    /// Of a `.clipw` file: the published model that it says it was made from, which nothing in it proves.
    var claim: String?
}

extension FileRecord {
    var json: JSONValue {
        var object = JSONObject()
        object["identity"] = .string(identity)
        object["verdict"] = .string(verdict.rawValue)
        object["problem"] = problem.map(JSONValue.string)
        object["sha256"] = digest.map { .string($0.description) }
        object["precision"] = precision.map { .string($0.rawValue) }
        object["claim"] = claim.map(JSONValue.string)
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
        claim = json["claim"]?.string
    }
}

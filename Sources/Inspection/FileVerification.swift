package import ByteIO
package import CLIPRuntime
import Checkpoints
import Conversion
import SafeTensors
package import Signatures
package import StrictJSON
import WeightFile

/// Whether a file is what it claims to be.
package struct FileVerification: Sendable {
    /// What sort of file it is.
    package enum Kind: String, Sendable {
        case checkpoint
        case clipw
    }

    /// The verdict.
    package enum Status: String, Sendable {
        /// A published model, or a `.clipw` file whose every digest is right.
        case ok
        /// Sound, but nothing says what it should be.
        case unknown
        /// It claims to be something that it is not: a digest or a signature is wrong.
        case mismatch
        /// Its structure is broken.
        case corrupt
        /// Whole, but no model computes with its weights: one is not finite, or the logit scale is absurd.
        case unsound
        /// Its embeddings are not those that they should be.
        case drift
    }

    /// One thing that was looked at.
    package struct Check: Sendable {
        /// What.
        package let name: String
        /// Whether it was as it should be.
        package let passed: Bool
        /// What was seen.
        package let detail: String
    }

    /// The path as the user named it.
    package let path: FilePath
    /// What sort of file it is.
    package internal(set) var kind = Kind.checkpoint
    /// The verdict.
    package internal(set) var status = Status.ok
    /// SHA-256 of its bytes, if they could all be read.
    package internal(set) var digest: Digest?
    /// The published model that it is, or, in a `.clipw` file, that it claims to come from; `origin` tells which.
    package internal(set) var knownAs: String?
    /// What tells where its weights come from.
    package internal(set) var origin = Origin.unknown
    /// The key that has signed it, where a signature was verified and is good.
    package internal(set) var signedBy: KeyID?
    /// What the signer says about it, signed as well.
    package internal(set) var trustedComment: String?
    /// Everything that was looked at, in that order.
    package internal(set) var checks: [Check] = []
    /// How near its embeddings are to the golden ones, where they were compared.
    package internal(set) var golden: GoldenComparison?

    /// What embeddings are compared with.
    package struct GoldenOptions: Sendable {
        /// A safetensors file of golden embeddings made elsewhere; nil for those in the file itself.
        package var path: FilePath?
        /// The lowest cosine that is accepted; nil for the bar of the file's precision.
        package var lowestCosine: Double?

        /// The defaults.
        package init() {}
    }

    /// Examines a file or folder.
    ///
    /// - Parameters:
    ///   - goldenOptions: what embeddings are compared with.
    ///   - signature: what a signature is verified with; nil for none.
    ///   - threads: to hash and to embed on.
    ///   - progress: called from several threads with the number of bytes of each piece, and of all.
    /// - Throws: where the file cannot be read at all (`missing`, `permission`, `notRegularFile`, `inputOutput`,
    ///   `changed`). That it is damaged is a verdict.
    package init(
        path: FilePath, goldenOptions: GoldenOptions = GoldenOptions(), signature: SignatureOptions? = nil,
        threads: Int = 1,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) {
        self.path = path
        do {
            let checkpoint = try Checkpoint(path: path)
            pass("structure", "\(checkpoint.format.rawValue), \(checkpoint.tensors.count) tensors")
            let total = checkpoint.byteCount
            if let signature {
                try examineSignature(of: checkpoint, signature) { progress($0, total) }
            }
            if let container = try checkpoint.clipwContainer() {
                kind = .clipw
                let file = try ClipwFile(container)
                try examine(file, of: checkpoint, threads: threads) { progress($0, total) }
                if !checks.contains(where: { !$0.passed }) {
                    try examineEmbeddings(file, goldenOptions, threads: threads)
                }
            } else {
                try examine(checkpoint, threads: threads) { progress($0, total) }
            }
        } catch {
            switch error.code {
            case .malformed, .unsupported: fail(.corrupt, "structure", error)
            case .mismatch: fail(.mismatch, "digest", error)
            default: throw error
            }
        }
    }

    // MARK: Verdicts

    mutating func pass(_ name: String, _ detail: String) {
        checks.append(Check(name: name, passed: true, detail: detail))
    }

    /// Takes a verdict: the first that is bad stands, but where it turns out that the rest cannot be read.
    mutating func settle(_ status: Status) {
        if status == .corrupt || self.status == .ok || self.status == .unknown { self.status = status }
    }

    mutating func fail(_ status: Status, _ name: String, _ error: FileError) {
        settle(status)
        let detail = [error.location, error.found, error.allowed.map { "(\($0))" }].compactMap(\.self)
        checks.append(Check(name: name, passed: false, detail: detail.joined(separator: ": ")))
    }

    /// The element of `clip-verify --json`'s array.
    package var json: JSONValue {
        [
            "path": .path(path), "kind": .string(kind.rawValue), "status": .string(status.rawValue),
            "sha256": digest.map { .string($0.description) } ?? .null,
            "known_as": knownAs.map(JSONValue.string) ?? .null, "origin": .string(origin.rawValue),
            "signed_by": signedBy.map { .string("\($0)") } ?? .null,
            "trusted_comment": trustedComment.map(JSONValue.string) ?? .null,
            "checks": .array(
                checks.map {
                    ["name": .string($0.name), "passed": .bool($0.passed), "detail": .string($0.detail)]
                }),
            "image_cosine_min": golden?.image.map { .number($0.smallest) } ?? .null,
            "text_cosine_min": golden?.text.map { .number($0.smallest) } ?? .null,
        ]
    }
}

public import ByteIO
public import CLIPRuntime
import CLIPSchema
import Checkpoints
import Conversion
import Kernels
import KnownModels
import SafeTensors
public import StrictJSON
import Synchronization
import WeightFile

/// Whether a file is what it claims to be.
public struct FileVerification: Sendable {
    /// What sort of file it is.
    public enum Kind: String, Sendable {
        case checkpoint
        case clipw
    }

    /// The verdict.
    public enum Status: String, Sendable {
        /// A published model, or a `.clipw` file whose every digest is right.
        case ok
        /// Sound, but nothing says what it should be.
        case unknown
        /// It claims to be something that it is not: a digest is wrong.
        case mismatch
        /// Its structure is broken.
        case corrupt
        /// Its embeddings are not those that they should be.
        case drift
    }

    /// One thing that was looked at.
    public struct Check: Sendable {
        /// What.
        public let name: String
        /// Whether it was as it should be.
        public let passed: Bool
        /// What was seen.
        public let detail: String
    }

    /// The path as the user named it.
    public let path: FilePath
    /// What sort of file it is.
    public private(set) var kind = Kind.checkpoint
    /// The verdict.
    public private(set) var status = Status.ok
    /// SHA-256 of its bytes, if they could all be read.
    public private(set) var digest: Digest?
    /// The published model that it is.
    public private(set) var knownAs: String?
    /// Everything that was looked at, in that order.
    public private(set) var checks: [Check] = []
    /// How near its embeddings are to the golden ones, where they were compared.
    public private(set) var golden: GoldenComparison?

    /// What embeddings are compared with.
    public struct GoldenOptions: Sendable {
        /// A safetensors file of golden embeddings made elsewhere; nil for those in the file itself.
        public var path: FilePath?
        /// The lowest cosine that is accepted; nil for the bar of the file's precision.
        public var lowestCosine: Double?

        /// The defaults.
        public init() {}
    }

    /// Examines a file or folder.
    ///
    /// - Parameters:
    ///   - goldenOptions: what embeddings are compared with.
    ///   - threads: to hash and to embed on.
    ///   - progress: called from several threads with the number of bytes of each piece, and of all.
    /// - Throws: where the file cannot be read at all (`missing`, `permission`, `notRegularFile`, `inputOutput`,
    ///   `changed`). That it is damaged is a verdict.
    public init(
        path: FilePath, goldenOptions: GoldenOptions = GoldenOptions(), threads: Int = 1,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) {
        self.path = path
        do {
            let checkpoint = try Checkpoint(path: path)
            pass("structure", "\(checkpoint.format.rawValue), \(checkpoint.tensors.count) tensors")
            let total = checkpoint.byteCount
            if let container = try checkpoint.clipwContainer() {
                kind = .clipw
                let file = try ClipwFile(container)
                try examine(file, of: checkpoint, threads: threads) { progress($0, total) }
                if status == .ok { try examineEmbeddings(file, goldenOptions, threads: threads) }
            } else {
                try examine(checkpoint) { progress($0, total) }
            }
        } catch {
            switch error.code {
            case .malformed, .unsupported: fail(.corrupt, "structure", error)
            case .mismatch: fail(.mismatch, "digest", error)
            default: throw error
            }
        }
    }

    // MARK: Checkpoints

    private mutating func examine(_ checkpoint: Checkpoint, progress: (Int) -> Void) throws(FileError) {
        let digest = try checkpoint.verifiedDigest(progress: progress)
        self.digest = digest
        let recordCount = checkpoint.checksummedRanges.count + (try checkpoint.verifyDeflatedRecords())
        if recordCount > 0 { pass("checksums", "the CRC-32 of \(recordCount) records are right") }
        if let known = KnownModels.model(sha256: digest.description) {
            knownAs = known.name
            pass("sha256", "it is \(known.name) of \(known.publisher.rawValue)")
        } else if let candidate = KnownModels.candidate(sha256: digest.description) {
            status = .unknown
            pass(
                "sha256",
                "its first 8 digits are those of \(candidate.name) of \(candidate.publisher.rawValue), of which no more are "
                    + "published: likely, but no proof")
        } else if let claimed = KnownModels.model(fileName: path.lastComponent.description) {
            status = .mismatch
            checks.append(
                Check(
                    name: "sha256", passed: false,
                    detail:
                        "it is named like \(claimed.name) of \(claimed.publisher.rawValue), whose SHA-256 begins "
                        + "\(claimed.sha256.prefix(8)); this one's is \(digest)"))
        } else {
            status = .unknown
            pass("sha256", "no publisher's list has it")
        }
        do {
            let model = try SourceModel(checkpoint)
            pass("model", "its dimensions are those of \(model.architecture.name)")
        } catch {
            // Sound all the same: other models are checkpoints too.
            checks.append(Check(name: "model", passed: true, detail: "no CLIP model: \(error.found)"))
        }
    }

    // MARK: .clipw

    private mutating func examine(
        _ file: ClipwFile, of checkpoint: Checkpoint, threads: Int,
        progress: @escaping @Sendable (Int) -> Void
    ) throws(FileError) {
        pass("header", "it has the SHA-256 that the file states")
        knownAs = file.metadata.source["known_as"]?.string
        let damaged = Mutex<[Int: FileError]>([:])
        let whole = Mutex<Digest?>(nil)
        // The pass over the whole file is the longest job, so it is the first; then every tensor.
        try forEachInParallel(count: file.entries.count + 1, threads: threads) { index throws(FileError) in
            if index == 0 {
                let digest = try checkpoint.verifiedDigest { _ in }
                whole.withLock { $0 = digest }
                return
            }
            do throws(FileError) {
                try file.verify(index - 1, progress: progress)
            } catch {
                guard error.code == .mismatch || error.code == .malformed else { throw error }
                damaged.withLock { $0[index] = error }
            }
        }
        digest = whole.withLock(\.self)
        let errors = damaged.withLock(\.self).sorted { $0.key < $1.key }.map(\.value)
        if errors.isEmpty {
            pass("tensors", "all \(file.entries.count - 1) have the SHA-256 that the file states")
        }
        for error in errors { fail(.mismatch, "tensors", error) }
    }

    private mutating func examineEmbeddings(
        _ file: ClipwFile, _ options: GoldenOptions, threads: Int
    ) throws(FileError) {
        guard let golden = try Self.golden(options, file) else {
            pass("golden", "none are in the file; --golden FILE compares with those of PyTorch")
            return
        }
        var runtime = RuntimeOptions()
        runtime.threads = threads
        let comparison = try GoldenComparison(measuring: file, against: golden, options: runtime)
        self.golden = comparison
        let bar = options.lowestCosine ?? GoldenBar.lowestCosine(stored: file.metadata.precision)
        let cosines = [("images", comparison.image), ("texts", comparison.text)].compactMap { name, tower in
            tower.map { "\(name) \($0)" }
        }
        if !comparison.reaches(bar) { status = .drift }
        checks.append(
            Check(
                name: "golden", passed: comparison.reaches(bar),
                detail: "cosine of \(cosines.joined(separator: "; ")); \(bar) is needed"))
    }

    /// The golden embeddings that another program made, or those in the file.
    private static func golden(
        _ options: GoldenOptions, _ file: ClipwFile
    ) throws(FileError) -> GoldenEmbeddings? {
        guard let path = options.path else { return try GoldenEmbeddings(file) }
        let container = try SafeTensorsFile(InputFile(path: path))
        if let golden = try GoldenEmbeddings(container) { return golden }
        throw FileError(
            .malformed, path: path, found: "it has no golden embeddings",
            allowed: "tensors '\(GoldenEmbeddings.imageTensor)' and '\(GoldenEmbeddings.textTensor)'")
    }

    // MARK: Verdicts

    private mutating func pass(_ name: String, _ detail: String) {
        checks.append(Check(name: name, passed: true, detail: detail))
    }

    private mutating func fail(_ status: Status, _ name: String, _ error: FileError) {
        self.status = status
        let detail = [error.location, error.found, error.allowed.map { "(\($0))" }].compactMap(\.self)
        checks.append(Check(name: name, passed: false, detail: detail.joined(separator: ": ")))
    }

    /// The element of `clip-verify --json`'s array.
    public var json: JSONValue {
        [
            "path": .path(path), "kind": .string(kind.rawValue), "status": .string(status.rawValue),
            "sha256": digest.map { .string($0.description) } ?? .null,
            "known_as": knownAs.map(JSONValue.string) ?? .null,
            "checks": .array(
                checks.map {
                    ["name": .string($0.name), "passed": .bool($0.passed), "detail": .string($0.detail)]
                }),
            "image_cosine_min": golden?.image.map { .number($0.smallest) } ?? .null,
            "text_cosine_min": golden?.text.map { .number($0.smallest) } ?? .null,
        ]
    }
}

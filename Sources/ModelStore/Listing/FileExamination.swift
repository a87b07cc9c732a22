import ByteIO
import Checkpoints
import KnownModels
import Quantization
import SafeTensors
import StrictJSON
import Tensors
import WeightFile

/// Looks at one open file and tells what it is and whether it is sound.
struct FileExamination {
    /// How much is read.
    enum Depth: Sendable {
        /// The structure.
        case structure
        /// Every byte.
        case hashes
    }

    let file: InputFile
    /// The name that it has in the store.
    let name: ModelFileName
    let catalog: ModelCatalog
    /// What was found out about the file of this name before, perhaps in another state.
    let previous: FileRecord?
    /// How another user could have written it; nil where none could.
    let othersAccess: String?
    /// Called with the number of bytes of each piece that was hashed.
    let progress: (Int) -> Void

    /// Examines it.
    ///
    /// - Throws: where it cannot be read (`inputOutput`, `changed`); that it is wrong is a verdict.
    func record(_ depth: Depth) throws(FileError) -> FileRecord {
        var record = FileRecord(identity: file.identity.text, verdict: .unchecked)
        do throws(FileError) {
            switch depth {
            case .structure: try describe(&record)
            case .hashes: try examineBytes(&record)
            }
        } catch {
            switch error.code {
            case .malformed, .unsupported, .mismatch:
                record.verdict = .damaged
                record.problem = Self.sentence(error)
            default: throw error
            }
        }
        if record.verdict != .sound { record.digest = previous?.digest }
        try file.requireUnchanged()
        return record
    }

    /// The digest decides: a published one is all the proof there can be, and else the one that was recorded.
    ///
    /// Only for a file that nobody else could have written its own structure and checksums do: whoever writes a file
    /// writes those too.
    private func examineBytes(_ record: inout FileRecord) throws(FileError) {
        let claimed = name.isConverted ? nil : catalog.model(fileName: name.text)
        let digest = try file.digest(progress: progress)
        file.note(digest: digest)
        if !name.isConverted, catalog.model(digest: digest) != nil {
            // It may be no checkpoint at all: then there is nothing more to tell.
            try? describe(&record)
        } else if let claimed, !claimed.matches(sha256: digest.description) {
            throw claimed.mismatch(found: digest, byteCount: file.byteCount)
        } else if let before = previous?.digest, before == digest {
            try describe(&record)
        } else if let before = previous?.digest, !name.isConverted || othersAccess != nil {
            throw FileError(
                .mismatch, found: "its SHA-256 is \(digest)", allowed: "\(before) when it came into the store"
            )
        } else {
            try describe(&record)
            guard othersAccess == nil else { return }
            try verifyOwnChecksums()
        }
        record.digest = digest
        record.verdict = .sound
    }

    /// Compares the bytes with what the file itself says about them.
    private func verifyOwnChecksums() throws(FileError) {
        guard !name.isConverted else {
            let clipw = try ClipwFile(SafeTensorsFile(file))
            for index in clipw.entries.indices { try clipw.verify(index) { _ in } }
            return
        }
        let checkpoint = try Checkpoint(file)
        if !checkpoint.checksummedRanges.isEmpty { _ = try checkpoint.verifiedDigest { _ in } }
    }

    /// Reads the structure.
    private func describe(_ record: inout FileRecord) throws(FileError) {
        guard !name.isConverted else {
            let metadata = try ClipwFile(SafeTensorsFile(file)).metadata
            record.precision = Precision(rawValue: metadata.precision)
            record.claim = metadata.source["known_as"]?.string
            return
        }
        let checkpoint = try Checkpoint(file)
        var counts: [Precision: Int] = [:]
        for descriptor in checkpoint.tensors.map(\.descriptor) {
            let precision: Precision? =
                switch descriptor.elementType {
                case .float32: .fp32
                case .float16: .fp16
                case .bfloat16: .bf16
                default: nil
                }
            if let precision { counts[precision, default: 0] += descriptor.shape.elementCount }
        }
        record.precision = counts.max { $0.value < $1.value }?.key
    }

    private static func sentence(_ error: FileError) -> String {
        var error = error
        error.path = nil
        return error.description
    }
}

extension KnownModel {
    /// That a file is not this model.
    func mismatch(found digest: Digest, byteCount found: Int) -> FileError {
        let size = byteCount.map { $0 == found ? "" : ", and it has \(found) bytes instead of \($0)" } ?? ""
        let expected = isSHA256Complete ? sha256 : "one that begins with \(sha256)"
        return FileError(
            .mismatch, found: "its SHA-256 is \(digest)\(size)", allowed: "that of \(name) is \(expected)")
    }
}

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
    /// Called with the number of bytes of each piece that was hashed.
    let progress: (Int) -> Void

    /// Examines it.
    ///
    /// - Throws: where it cannot be read (`inputOutput`, `changed`); that it is wrong is a verdict.
    func record(_ depth: Depth) throws(FileError) -> FileRecord {
        var record = FileRecord(identity: file.identity.text, verdict: .unchecked)
        do throws(FileError) {
            if name.isConverted {
                try examineConverted(depth, &record)
            } else if depth == .hashes {
                try examineCheckpoint(&record)
            } else {
                try describe(Checkpoint(file), &record)
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

    private func examineConverted(_ depth: Depth, _ record: inout FileRecord) throws(FileError) {
        let clipw = try ClipwFile(SafeTensorsFile(file))
        record.precision = Precision(rawValue: clipw.metadata.precision)
        record.sourceDigest = clipw.metadata.source["sha256"]?.string.flatMap(Digest.init(hexadecimal:))
        record.sourceName = clipw.metadata.source["known_as"]?.string
        guard depth == .hashes else { return }
        for index in clipw.entries.indices { try clipw.verify(index, progress: progress) }
        record.verdict = .sound
    }

    /// The digest decides: a published one is all the proof there can be.
    ///
    /// Only where none is published must the
    /// structure do, and what was remembered.
    private func examineCheckpoint(_ record: inout FileRecord) throws(FileError) {
        let digest = try file.digest(progress: progress)
        record.digest = digest
        if catalog.model(digest: digest) != nil {
            record.verdict = .sound
            // It may be no checkpoint at all: then there is nothing more to tell.
            if let checkpoint = try? Checkpoint(file) { try? describe(checkpoint, &record) }
            return
        }
        if let claimed = catalog.model(fileName: name.text), !claimed.matches(sha256: digest.description) {
            throw claimed.mismatch(found: digest, byteCount: file.byteCount)
        }
        if let before = previous?.digest, before != digest {
            throw FileError(
                .mismatch, found: "its SHA-256 is \(digest)", allowed: "\(before) when it came into the store"
            )
        }
        let checkpoint = try Checkpoint(file)
        if !checkpoint.checksummedRanges.isEmpty { _ = try checkpoint.verifiedDigest { _ in } }
        try describe(checkpoint, &record)
        record.verdict = .sound
    }

    private func describe(_ checkpoint: Checkpoint, _ record: inout FileRecord) throws(FileError) {
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

extension InputFile {
    /// SHA-256 of all its bytes.
    func digest(progress: (Int) -> Void) throws(FileError) -> Digest {
        var hash = try SHA256()
        var buffer: [UInt8] = []
        var position = 0
        while position < byteCount {
            let count = min(1 << 20, byteCount - position)
            try read(count, at: position, into: &buffer)
            hash.update(buffer.span.extracting(first: count))
            position += count
            progress(count)
        }
        return hash.finish()
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

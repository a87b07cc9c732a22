import ByteIO
import StrictJSON

/// A download that is not complete: its bytes in `partial/FILE.partial`, and what is known about their origin in
/// `partial/FILE.json`.
///
/// Only one process at a time has it, by the lock. The hash of the bytes is kept up as they come.
final class PartialDownload {
    private static let bytesSuffix = ".partial"
    private static let originSuffix = ".json"

    let file: GrowingFile
    /// Bytes that are there.
    private(set) var byteCount: Int
    /// What the server said that tells the file from other states of it; nil where it said nothing.
    private(set) var validator: String?

    /// How often all bytes were forgotten.
    private(set) var restartCount = 0

    private let folder: OpenDirectory
    private let entry: String
    private let originEntry: String
    private let hash = HashInProgress()
    private var hashedByteCount = 0
    /// Bytes that came and are not yet written: libcurl hands over 16 KiB at a time, which is little for a disk.
    private var pending: [UInt8] = []
    private static let pieceByteCount = 1 << 20

    /// The download of a file in a folder, begun perhaps by an earlier process.
    init(of fileName: String, in folder: OpenDirectory) throws(FileError) {
        self.folder = folder
        entry = fileName + Self.bytesSuffix
        originEntry = fileName + Self.originSuffix
        file = try GrowingFile(FilePath(entry), in: folder)
        byteCount = file.byteCount
        validator = Self.validator(in: folder, originEntry)
    }

    /// Bytes that the disk still takes, where the system tells.
    var availableByteCount: Int? { folder.availableByteCount }

    private static func validator(in folder: OpenDirectory, _ entry: String) -> String? {
        guard folder.status(of: FilePath(entry))?.identity.isRegularFile == true,
            let file = try? folder.open(FilePath(entry)),
            file.byteCount <= StoreLimits.originBytes, let bytes = try? file.bytes(file.byteCount, at: 0)
        else { return nil }
        return (try? JSONValue(parsing: bytes))?["validator"]?.string
    }

    /// Notes what the server says about the bytes that come now.
    func note(validator: String?) throws(FileError) {
        guard validator != self.validator else { return }
        self.validator = validator
        let json: JSONValue = ["validator": validator.map(JSONValue.string) ?? .null]
        let bytes = Array(json.prettyText.utf8)
        let output = try OutputFile(
            FilePath(originEntry), in: folder, byteCount: bytes.count, mayReplace: true)
        try output.write(bytes.span, at: 0)
        try output.commit()
    }

    /// Adds bytes at the end; some of them are still in memory until `settle()`.
    func append(_ bytes: [UInt8]) throws(FileError) {
        try hashWhatIsThere()
        pending += bytes
        byteCount += bytes.count
        if pending.count >= Self.pieceByteCount { try settle() }
    }

    /// Writes what is still in memory.
    func settle() throws(FileError) {
        guard !pending.isEmpty else { return }
        // Also where writing fails these bytes are no longer waited for: what is there is what the file has.
        defer { pending.removeAll(keepingCapacity: true) }
        do {
            try file.write(pending.span, at: hashedByteCount)
        } catch {
            byteCount = hashedByteCount
            throw error
        }
        hash.update(pending.span)
        hashedByteCount = byteCount
    }

    /// Forgets all bytes.
    func restart() throws(FileError) {
        pending.removeAll(keepingCapacity: true)
        try file.truncate(to: 0)
        restartCount += 1
        byteCount = 0
        hashedByteCount = 0
        try hash.restart()
    }

    /// The SHA-256 of all bytes, as they came.
    func digest() throws(FileError) -> Digest {
        try settle()
        try hashWhatIsThere()
        hashedByteCount = 0
        return try hash.finish()
    }

    /// Reads what an earlier process left, once.
    private func hashWhatIsThere() throws(FileError) {
        guard hashedByteCount + pending.count < byteCount || byteCount == 0 else { return }
        let reading = try file.reading()
        try hash.restart()
        var buffer: [UInt8] = []
        var position = 0
        while position < byteCount {
            let count = min(1 << 20, byteCount - position)
            try reading.read(count, at: position, into: &buffer)
            hash.update(buffer.span.extracting(first: count))
            position += count
        }
        hashedByteCount = byteCount
    }

    /// Waits until the bytes are on the disk and moves them to their place.
    func complete(to target: OpenDirectory, as name: String) throws(FileError) {
        try folder.move(FilePath(entry), to: target, as: FilePath(name))
        try folder.remove(FilePath(originEntry))
    }

    /// Removes it.
    func discard() throws(FileError) {
        try folder.remove(FilePath(entry))
        try folder.remove(FilePath(originEntry))
    }

    // MARK: Names

    /// The model's file that an entry of the folder holds the bytes of.
    static func fileName(ofEntry entry: String) -> ModelFileName? {
        guard entry.hasSuffix(bytesSuffix) else { return nil }
        return ModelFileName(String(entry.dropLast(bytesSuffix.count)))
    }

    /// The entries of the folder that belong to a model's file.
    static func entries(ofFile fileName: String) -> [String] {
        [fileName + bytesSuffix, fileName + originSuffix]
    }

    /// The lock of a model's file.
    static func lockName(ofFile fileName: String) -> String { fileName + ".lock" }
}

/// A SHA-256 that can begin anew.
private final class HashInProgress {
    private var hash: SHA256?

    func restart() throws(FileError) { hash = try SHA256() }

    func update(_ bytes: Span<UInt8>) {
        hash?.update(bytes)
    }

    func finish() throws(FileError) -> Digest {
        guard let hash = hash.take() else { return try SHA256().finish() }
        return hash.finish()
    }
}

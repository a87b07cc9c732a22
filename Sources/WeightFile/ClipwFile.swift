public import ByteIO
public import SafeTensors
import Tensors

/// An open `.clipw` file, its structure checked against the contract of Formats/clipw.md.
///
/// Opening reads the header and the digests only, however large the file is; `verify(_:progress:)` reads the
/// rest. A file that opens has every offset inside it and every name it needs; its numbers may still be
/// damaged.
public struct ClipwFile: Sendable {
    /// The file.
    public let file: InputFile
    /// What it says about itself.
    public let metadata: ClipwMetadata
    /// All tensors, in the order of their bytes, with those that are no weights.
    public let entries: [SafeTensorsEntry]

    private let digests: [Digest]

    /// Whether a safetensors file claims to be a `.clipw` file.
    public static func isClipw(_ header: SafeTensorsHeader) -> Bool {
        header.metadata("format") == ClipwFormat.name
    }

    /// Opens a file.
    ///
    /// - Throws: `malformed` where the contract is broken, `mismatch` if the header does not have its digest,
    ///   `unsupported` for another format version, and what opening a file throws.
    public init(path: FilePath) throws(FileError) {
        try self.init(SafeTensorsFile(InputFile(path: path)))
    }

    /// Checks a safetensors file against the contract; throws as `init(path:)`.
    public init(_ container: SafeTensorsFile) throws(FileError) {
        file = container.file
        entries = container.header.entries
        var work = container.work
        do {
            metadata = try ClipwMetadata(container.header, work: &work)
            try Self.charge(entries, work: &work)
            try Self.requireAlignment(container.header)
            digests = try Self.digests(entries, in: container.file)
            try Self.requireHeaderDigest(digests, container)
            try Self.requireScales(entries, storage: metadata.storage)
        } catch {
            throw error.inFile(container.file.path)
        }
    }

    /// The weights and their scales, in the order of their bytes.
    public var weights: [SafeTensorsEntry] {
        entries.filter { !$0.descriptor.name.hasPrefix(ClipwFormat.reservedPrefix) }
    }

    /// Reads a tensor and compares it with its digest.
    ///
    /// - Parameters:
    ///   - index: of the tensor in `entries`; the digests themselves, which come last, have none.
    ///   - visiting: called with each piece, whole elements, in their order.
    ///   - progress: called with the number of bytes of each piece.
    /// - Throws: `mismatch` naming the tensor; `changed`, `inputOutput`.
    public func verify(
        _ index: Int, visiting: (Span<UInt8>) -> Void = { _ in }, progress: (Int) -> Void
    ) throws(FileError) {
        guard index < entries.count - 1 else { return }
        let entry = entries[index]
        let isPadding = entry.descriptor.name.hasPrefix(ClipwFormat.paddingPrefix)
        var hash = try SHA256()
        var buffer: [UInt8] = []
        var position = entry.byteRange.lowerBound
        while position < entry.byteRange.upperBound {
            let count = min(1 << 20, entry.byteRange.upperBound - position)
            try file.read(count, at: position, into: &buffer)
            guard !isPadding || buffer.prefix(count).allSatisfy({ $0 == 0 }) else {
                throw FileError(
                    .malformed, path: file.path, at: "tensor '\(entry.descriptor.name)'",
                    found: "the padding is not zero")
            }
            let piece = buffer.span.extracting(first: count)
            hash.update(piece)
            visiting(piece)
            position += count
            progress(count)
        }
        let digest = hash.finish()
        guard digest == digests[index + 1] else {
            throw FileError(
                .mismatch, path: file.path, at: "tensor '\(entry.descriptor.name)'",
                found: "its bytes do not have the SHA-256 that the file states",
                allowed: "the file is damaged: convert it again")
        }
    }
}

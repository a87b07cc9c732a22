import ByteIO

/// A zip archive that every reader would read the same way.
///
/// The project walks the central directory and the local headers itself, because it needs to know where a
/// stored payload lies, and asks libzip as well: what the two see must be the same. Entries may not share or
/// overlap bytes, and every byte of the file belongs to one of them.
final class ZipArchive: Sendable {
    let file: InputFile
    /// All entries but directories, in the order of their payloads.
    let entries: [ZipEntry]
    /// What should be said to the user although the archive is accepted.
    let warnings: [String]
    /// False when every checksum of the archive is zero, which PyTorch can be told to write.
    let hasChecksums: Bool

    private let inflater: ZipInflater
    private let indexOfName: [String: Int]

    init(_ file: InputFile, work: inout WorkBudget) throws(FileError) {
        self.file = file
        let (stated, directoryOffset) = try ZipDirectory.entries(of: file, work: &work)
        guard !stated.isEmpty else {
            throw FileError(.malformed, found: "the zip archive has no entries")
        }
        try Self.requireDistinctNames(stated)
        let located = try Self.located(stated, in: file, before: directoryOffset)
        inflater = try ZipInflater(of: file)
        try inflater.requireAgreement(with: stated)

        entries = located.filter { !$0.isDirectory }
        indexOfName = Dictionary(zip(entries.map(\.name), entries.indices)) { first, _ in first }
        hasChecksums = entries.contains { $0.crc32 != 0 && $0.byteCount > 0 }
        warnings =
            hasChecksums || entries.allSatisfy { $0.byteCount == 0 }
            ? [] : ["the archive has no checksums (every CRC-32 is zero): damage to it cannot be noticed"]
    }

    /// The entry of exactly this name.
    func entry(_ name: String) -> ZipEntry? {
        // Names that differ only in their normal form were refused, so equality of strings is enough.
        indexOfName[name].map { entries[$0] }
    }

    /// The whole content of a small entry, its checksum verified.
    ///
    /// - Throws: `malformed` if it has more than `limit` bytes or its checksum is wrong.
    func content(of entry: ZipEntry, limit: Int) throws(FileError) -> [UInt8] {
        guard entry.byteCount <= limit else {
            throw FileError(
                .malformed, at: entry.location, found: "it has \(entry.byteCount) bytes",
                allowed: "at most \(limit)")
        }
        var content: [UInt8] = []
        switch entry.method {
        case .stored:
            content = try file.bytes(entry.byteCount, at: entry.payloadOffset)
            var crc = CRC32()
            crc.update(content.span)
            guard !hasChecksums || crc.value == entry.crc32 else {
                throw FileError(
                    .malformed, at: entry.location, found: "its bytes do not agree with their CRC-32")
            }
        case .deflated:
            let stream = try inflater.stream(of: entry)
            try stream.read(entry.byteCount, into: &content)
            try stream.finish()
        }
        return content
    }

    /// A deflated entry's content from its start.
    func stream(of entry: ZipEntry) throws(FileError) -> ZipInflater.Stream {
        try inflater.stream(of: entry)
    }

    /// PyTorch looks names up without regard to case, other tools to their Unicode form: names that any of
    /// them could take for each other are refused.
    ///
    /// Swift compares strings by canonical equivalence.
    private static func requireDistinctNames(_ entries: [ZipEntry]) throws(FileError) {
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.name.lowercased()).inserted {
            throw FileError(
                .malformed, at: entry.location, found: "there are two entries of this name",
                allowed: "names must differ in more than upper and lower case")
        }
    }

    /// The entries in the order of their local headers, with the offsets of their payloads.
    private static func located(
        _ stated: [ZipEntry], in file: InputFile, before directoryOffset: Int
    ) throws(FileError) -> [ZipEntry] {
        var entries = stated.sorted { $0.localHeaderOffset < $1.localHeaderOffset }
        guard entries.first?.localHeaderOffset == 0 else {
            throw FileError(.malformed, at: "offset 0", found: "there are bytes before the first entry")
        }
        for index in entries.indices {
            let next = index + 1 < entries.count ? entries[index + 1].localHeaderOffset : directoryOffset
            guard next > entries[index].localHeaderOffset else {
                throw FileError(
                    .malformed, at: entries[index].location, found: "it overlaps another entry",
                    allowed: "its header is at \(entries[index].localHeaderOffset), what follows at \(next)")
            }
            entries[index].payloadOffset = try ZipLocalHeader(of: entries[index], in: file, before: next)
                .payloadOffset
        }
        return entries
    }
}

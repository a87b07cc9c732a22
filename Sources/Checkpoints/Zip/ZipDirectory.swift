import ByteIO

/// The central directory: what the archive says it contains (APPNOTE 4.3.12).
enum ZipDirectory {
    /// Every entry, in the directory's order, each by itself legal; see `ZipArchive` for what they must be
    /// together.
    static func entries(
        of file: InputFile, work: inout WorkBudget
    ) throws(FileError) -> (entries: [ZipEntry], directoryOffset: Int) {
        let end = try ZipEnd(of: file)
        work.admit(end.directoryByteCount)
        // The directory itself, its names in the lists of entries, once more in lower case, and beside each
        // other by name.
        try work.charge(4 * end.directoryByteCount, .bytes, for: "the zip archive's directory")
        try work.charge(
            3 * end.entryCount * MemoryLayout<ZipEntry>.stride, .bytes, for: "the zip archive's directory")
        try work.charge(end.entryCount, .nodes, for: "the zip archive's directory")
        let bytes = try file.bytes(end.directoryByteCount, at: end.directoryOffset)
        var reader = ByteReader(bytes, base: end.directoryOffset)
        var entries: [ZipEntry] = []
        entries.reserveCapacity(min(end.entryCount, bytes.count / 46))
        for index in 0..<end.entryCount {
            entries.append(try entry(index, parsing: &reader))
        }
        guard reader.isAtEnd else {
            throw FileError(
                .malformed, at: reader.offsetDescription,
                found: "the central directory goes on for \(reader.remaining) bytes",
                allowed: "it is said to have \(end.entryCount) entries")
        }
        return (entries, end.directoryOffset)
    }

    private static func entry(_ index: Int, parsing reader: inout ByteReader) throws(FileError) -> ZipEntry {
        let place = reader.offsetDescription
        guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
            throw FileError(
                .malformed, at: place, found: "there is no header of entry \(index) in the central directory")
        }
        _ = try reader.slice(4)  // versions, which PyTorch writes as zero
        let flags = try reader.integer(UInt16.self)
        let method = try reader.integer(UInt16.self)
        _ = try reader.slice(4)  // time and date, which PyTorch writes as zero
        let crc32 = try reader.integer(UInt32.self)
        let compressed = try reader.integer(UInt32.self)
        let size = try reader.integer(UInt32.self)
        let nameByteCount = Int(try reader.integer(UInt16.self))
        let extraByteCount = Int(try reader.integer(UInt16.self))
        let commentByteCount = Int(try reader.integer(UInt16.self))
        let disk = try reader.integer(UInt16.self)
        _ = try reader.slice(6)  // attributes
        let offset = try reader.integer(UInt32.self)
        let name = try ZipName.checked(reader.slice(nameByteCount), at: place)
        var sizes = ZipSizes(size: size, compressedSize: compressed, headerOffset: offset)
        try sizes.apply(extraField: reader.slice(extraByteCount), at: "entry '\(name)', \(place)")
        _ = try reader.slice(commentByteCount)
        guard disk == 0 else {
            throw FileError(.unsupported, at: place, found: "entry '\(name)' is on another disk")
        }
        // Bits 0, 6 and 13: encrypted, strongly encrypted, encrypted directory (APPNOTE 4.4.4).
        guard flags & 0x2041 == 0 else {
            throw FileError(.unsupported, at: place, found: "entry '\(name)' is encrypted")
        }
        guard let known = ZipEntry.Method(rawValue: method) else {
            throw FileError(
                .unsupported, at: place, found: "entry '\(name)' is compressed by method \(method)",
                allowed: "0 (stored) or 8 (deflated)")
        }
        guard let byteCount = Int(exactly: sizes.size),
            let compressedByteCount = Int(exactly: sizes.compressedSize),
            let headerOffset = Int(exactly: sizes.headerOffset)
        else {
            throw FileError(.malformed, at: place, found: "entry '\(name)' has an impossible size or offset")
        }
        guard known != .stored || byteCount == compressedByteCount else {
            throw FileError(
                .malformed, at: place,
                found: "entry '\(name)' is stored, with \(compressedByteCount) bytes for \(byteCount)")
        }
        // Deflate expands at most 1032 times (Fifield 2019, "A better zip bomb", section 3).
        let expansion = byteCount.dividedReportingOverflow(by: max(compressedByteCount, 1)).partialValue
        guard expansion <= 1032 else {
            throw FileError(
                .malformed, at: place,
                found:
                    "entry '\(name)' is said to hold \(byteCount) bytes deflated to \(compressedByteCount)",
                allowed: "deflated data expand at most 1032 times")
        }
        return ZipEntry(
            name: name, method: known, flags: flags, crc32: crc32, compressedByteCount: compressedByteCount,
            byteCount: byteCount, localHeaderOffset: headerOffset, index: index)
    }
}

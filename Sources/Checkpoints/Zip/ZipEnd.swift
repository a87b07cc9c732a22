import ByteIO

/// Where the central directory lies, from the records at the end of the archive (APPNOTE 4.3.14 to 4.3.16).
///
/// An archive ends with its end record: nothing may follow it and it has no comment, so that there is only
/// one place in which a reader could look for it.
struct ZipEnd {
    let entryCount: Int
    let directoryOffset: Int
    let directoryByteCount: Int

    private static let recordByteCount = 22
    private static let locatorByteCount = 20
    private static let record64ByteCount = 56

    init(of file: InputFile) throws(FileError) {
        guard file.byteCount >= Self.recordByteCount else {
            throw FileError(.malformed, found: "the zip archive ends before its end record")
        }
        let recordOffset = file.byteCount - Self.recordByteCount
        var record = ByteReader(try file.bytes(Self.recordByteCount, at: recordOffset), base: recordOffset)
        guard try record.integer(UInt32.self) == 0x0605_4B50 else {
            throw FileError(
                .malformed, at: "offset \(recordOffset)", found: "there is no end record of a zip archive",
                allowed: "the file is cut off, or there is a comment or other bytes after the archive")
        }
        let fields = try Fields(parsing: &record)
        let fields64 = try Self.fields64(of: file, before: recordOffset)
        try self.init(fields, fields64, at: recordOffset)
        let end =
            fields64 == nil ? recordOffset : recordOffset - Self.locatorByteCount - Self.record64ByteCount
        guard directoryOffset <= end, directoryByteCount == end - directoryOffset else {
            throw FileError(
                .malformed, at: "offset \(recordOffset)",
                found:
                    "the central directory is said to be \(directoryByteCount) bytes at \(directoryOffset)",
                allowed: "it must end at \(end)")
        }
    }

    /// Both sets of numbers must agree; the short ones may say "see the long ones" with all bits set.
    private init(_ fields: Fields, _ fields64: Fields64?, at offset: Int) throws(FileError) {
        guard fields.disk == 0, fields.directoryDisk == 0, fields.entriesHere == fields.entries else {
            throw FileError(
                .unsupported, at: "offset \(offset)", found: "the zip archive is split over several disks")
        }
        let short = (
            UInt64(fields.entries), UInt64(fields.directoryByteCount), UInt64(fields.directoryOffset)
        )
        let long = fields64.map { ($0.entries, $0.directoryByteCount, $0.directoryOffset) } ?? short
        let agree =
            (short.0 == long.0 || short.0 == 0xFFFF) && (short.1 == long.1 || short.1 == 0xFFFF_FFFF)
            && (short.2 == long.2 || short.2 == 0xFFFF_FFFF)
        guard agree else {
            throw FileError(
                .malformed, at: "offset \(offset)", found: "the zip archive's two end records disagree")
        }
        guard let entries = Int(exactly: long.0), entries <= Limits.zipEntries else {
            throw FileError(
                .malformed, at: "offset \(offset)",
                found: "the zip archive is said to have \(long.0) entries",
                allowed: "at most \(Limits.zipEntries)")
        }
        guard let size = Int(exactly: long.1), size <= Limits.zipDirectoryBytes,
            let start = Int(exactly: long.2)
        else {
            throw FileError(
                .malformed, at: "offset \(offset)",
                found: "the central directory is said to be \(long.1) bytes at \(long.2)",
                allowed: "at most \(Limits.zipDirectoryBytes)")
        }
        entryCount = entries
        directoryByteCount = size
        directoryOffset = start
    }

    private struct Fields {
        let disk, directoryDisk, entriesHere, entries: UInt16
        let directoryByteCount, directoryOffset: UInt32

        init(parsing reader: inout ByteReader) throws(FileError) {
            disk = try reader.integer(UInt16.self)
            directoryDisk = try reader.integer(UInt16.self)
            entriesHere = try reader.integer(UInt16.self)
            entries = try reader.integer(UInt16.self)
            directoryByteCount = try reader.integer(UInt32.self)
            directoryOffset = try reader.integer(UInt32.self)
            let commentByteCount = try reader.integer(UInt16.self)
            guard commentByteCount == 0 else {
                throw FileError(
                    .malformed, at: reader.offsetDescription,
                    found: "the zip archive announces a comment of \(commentByteCount) bytes",
                    allowed: "nothing may follow the end record")
            }
        }
    }

    private struct Fields64 {
        let entries, directoryByteCount, directoryOffset: UInt64
    }

    /// The ZIP64 end record, if its locator stands before the end record.
    private static func fields64(of file: InputFile, before end: Int) throws(FileError) -> Fields64? {
        let locatorOffset = end - locatorByteCount
        guard locatorOffset >= record64ByteCount else { return nil }
        var locator = ByteReader(try file.bytes(locatorByteCount, at: locatorOffset), base: locatorOffset)
        guard try locator.integer(UInt32.self) == 0x0706_4B50 else { return nil }
        let disk = try locator.integer(UInt32.self)
        let recordOffset = try locator.integer(UInt64.self)
        let disks = try locator.integer(UInt32.self)
        let expected = locatorOffset - record64ByteCount
        guard disk == 0, disks <= 1, recordOffset == UInt64(expected) else {
            throw FileError(
                .malformed, at: "offset \(locatorOffset)",
                found: "the ZIP64 locator points to offset \(recordOffset)",
                allowed: "the record is at \(expected)")
        }
        var record = ByteReader(try file.bytes(record64ByteCount, at: expected), base: expected)
        let signature = try record.integer(UInt32.self)
        let remainder = try record.integer(UInt64.self)
        guard signature == 0x0606_4B50, remainder == UInt64(record64ByteCount - 12) else {
            throw FileError(.malformed, at: "offset \(expected)", found: "the ZIP64 end record is damaged")
        }
        _ = try record.slice(4)  // versions
        let disksStated = (try record.integer(UInt32.self), try record.integer(UInt32.self))
        let entriesHere = try record.integer(UInt64.self)
        let fields = Fields64(
            entries: try record.integer(UInt64.self), directoryByteCount: try record.integer(UInt64.self),
            directoryOffset: try record.integer(UInt64.self))
        guard disksStated == (0, 0), entriesHere == fields.entries else {
            throw FileError(
                .unsupported, at: "offset \(expected)", found: "the zip archive is split over several disks")
        }
        return fields
    }
}

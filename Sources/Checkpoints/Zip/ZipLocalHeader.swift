import ByteIO

/// The header that stands before an entry's payload (APPNOTE 4.3.7), and the descriptor behind it (4.3.9).
///
/// Other readers go by these and ours by the central directory: what the two say must be the same, or one
/// file would be two different ones.
struct ZipLocalHeader {
    private static let fixedByteCount = 30

    let payloadOffset: Int

    /// Reads the header of `entry` and compares it; the bytes from the payload's end to `end`, where the next
    /// header or the central directory begins, must be its descriptor or nothing.
    init(of entry: ZipEntry, in file: InputFile, before end: Int) throws(FileError) {
        let offset = entry.localHeaderOffset
        var reader = ByteReader(try file.bytes(Self.fixedByteCount, at: offset), base: offset)
        let signature = try reader.integer(UInt32.self)
        guard signature == 0x0403_4B50 else {
            throw FileError(
                .malformed, at: "\(entry.location), offset \(offset)", found: "there is no local header")
        }
        _ = try reader.integer(UInt16.self)  // version needed, which PyTorch writes as zero
        let flags = try reader.integer(UInt16.self)
        let method = try reader.integer(UInt16.self)
        _ = try reader.integer(UInt32.self)  // time and date
        let crc32 = try reader.integer(UInt32.self)
        let compressed = try reader.integer(UInt32.self)
        let size = try reader.integer(UInt32.self)
        let nameByteCount = Int(try reader.integer(UInt16.self))
        let extraByteCount = Int(try reader.integer(UInt16.self))
        let variable = try file.bytes(nameByteCount + extraByteCount, at: offset + Self.fixedByteCount)
        guard variable.prefix(nameByteCount).elementsEqual(entry.name.utf8) else {
            throw Self.contradiction(entry, "name")
        }
        guard flags == entry.flags else { throw Self.contradiction(entry, "flags") }
        guard method == entry.method.rawValue else { throw Self.contradiction(entry, "compression method") }

        payloadOffset = offset + Self.fixedByteCount + variable.count
        guard entry.compressedByteCount <= end - payloadOffset else {
            throw FileError(
                .malformed, at: entry.location,
                found:
                    "its \(entry.compressedByteCount) bytes at offset \(payloadOffset) run into what follows",
                allowed: "they must end by \(end)")
        }
        var sizes = ZipSizes(size: size, compressedSize: compressed)
        if !entry.hasDescriptor {
            try sizes.apply(extraField: variable.dropFirst(nameByteCount), at: entry.location)
        }
        // With a descriptor, PyTorch and others leave the numbers here at zero.
        let isLeftToDescriptor = entry.hasDescriptor && crc32 == 0 && size == 0 && compressed == 0
        let isEqual =
            crc32 == entry.crc32 && sizes.size == UInt64(entry.byteCount)
            && sizes.compressedSize == UInt64(entry.compressedByteCount)
        guard isLeftToDescriptor || isEqual else { throw Self.contradiction(entry, "checksum or sizes") }

        let payloadEnd = payloadOffset + entry.compressedByteCount
        let descriptor = try file.bytes(min(end - payloadEnd, Self.longestDescriptor + 1), at: payloadEnd)
        guard Self.isDescriptor(descriptor, of: entry) else {
            throw FileError(
                .malformed, at: "\(entry.location), offset \(payloadEnd)",
                found:
                    "the \(end - payloadEnd) bytes after its data are not a data descriptor that agrees with it"
            )
        }
    }

    private static let longestDescriptor = 24

    /// The legal forms: with or without a signature, with sizes of 32 or 64 bits.
    ///
    /// An entry without the flag has none.
    private static func isDescriptor(_ bytes: [UInt8], of entry: ZipEntry) -> Bool {
        guard entry.hasDescriptor else { return bytes.isEmpty }
        let signature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]
        let crc = littleEndian(UInt64(entry.crc32), bytes: 4)
        return [4, 8].contains { width in
            let body =
                crc + littleEndian(UInt64(entry.compressedByteCount), bytes: width)
                + littleEndian(UInt64(entry.byteCount), bytes: width)
            return bytes == body || bytes == signature + body
        }
    }

    private static func littleEndian(_ value: UInt64, bytes count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    private static func contradiction(_ entry: ZipEntry, _ what: String) -> FileError {
        FileError(
            .malformed, at: entry.location,
            found: "its \(what) in the local header and in the central directory differ")
    }
}

/// Reads little-endian numbers and runs of bytes from a file's region, front to back, never past its end.
///
/// The one way in which parsers meet untrusted bytes. Offsets in its errors count from the start of the
/// file, not of the region.
public struct ByteReader: Sendable {
    /// Bytes of the region.
    public let bytes: [UInt8]
    /// Offset of the region's first byte in its file; only for messages.
    public let base: Int
    /// Position of the next byte in the region.
    public private(set) var position = 0
    /// Whether more was asked for than the region has; where it is a window of a file, a wider one may have it.
    package private(set) var endedEarly = false

    /// A reader at the start of a region that begins at `base` in its file.
    public init(_ bytes: [UInt8], base: Int = 0) {
        self.bytes = bytes
        self.base = base
    }

    /// Bytes not yet read.
    public var remaining: Int { bytes.count - position }
    /// Whether all has been read.
    public var isAtEnd: Bool { position == bytes.count }
    /// Offset of the next byte in the file, as messages give it.
    public var offsetDescription: String { "offset \(base + position)" }

    /// Moves to a position in the region.
    public mutating func seek(to position: Int) throws(FileError) {
        guard (0...bytes.count).contains(position) else {
            throw FileError(
                .malformed, at: offsetDescription, found: "a position of \(position) is referred to",
                allowed: "the data ends at \(bytes.count)")
        }
        self.position = position
    }

    /// The next byte.
    public mutating func byte() throws(FileError) -> UInt8 {
        try need(1)
        defer { position += 1 }
        return bytes[position]
    }

    /// The next bytes; the count is checked against what is left before anything is allocated.
    public mutating func slice(_ count: Int) throws(FileError) -> ArraySlice<UInt8> {
        try need(count)
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The next bytes as a little-endian number.
    public mutating func integer<Number: FixedWidthInteger>(_: Number.Type) throws(FileError) -> Number {
        let size = Number.bitWidth / 8
        try need(size)
        var value: Number = 0
        for index in 0..<size {
            value |= Number(truncatingIfNeeded: bytes[position + index]) << Number(8 * index)
        }
        position += size
        return value
    }

    /// The bytes up to the next line feed, which is skipped.
    ///
    /// At most `limit` of them.
    public mutating func line(limit: Int) throws(FileError) -> ArraySlice<UInt8> {
        let start = position
        let stop = min(bytes.count, start + limit + 1)
        guard let end = bytes[start..<stop].firstIndex(of: 0x0A) else {
            endedEarly = stop == bytes.count
            throw FileError(
                .malformed, at: offsetDescription, found: "a line does not end",
                allowed: "at most \(limit) bytes before a line feed")
        }
        position = end + 1
        return bytes[start..<end]
    }

    private mutating func need(_ count: Int) throws(FileError) {
        guard count >= 0, count <= remaining else {
            endedEarly = true
            throw FileError(
                .malformed, at: offsetDescription, found: "the data ends after \(remaining) bytes",
                allowed: "\(count) are needed here")
        }
    }
}

extension FileError {
    /// The bytes as UTF-8 text.
    ///
    /// - Throws: `malformed` where they are not valid UTF-8; nothing is repaired, since two different byte
    ///   strings must never become one name.
    public static func requireText(
        _ bytes: some Collection<UInt8>, _ what: String, at location: String
    ) throws(FileError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(.malformed, at: location, found: "\(what) is not valid UTF-8")
        }
        return text
    }
}

import ByteIO

/// Reads the fields of one protobuf message, front to back.
///
/// The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding): a field is a tag, number
/// and wire type in one varint, and a value. Values of the four wire types in use are found or skipped;
/// groups, which ended with proto2, are refused. Nothing is allocated but what the caller keeps: a length is
/// checked against what is left.
struct ProtobufReader {
    /// A field's value, as its wire type has it.
    enum Value {
        case varint(UInt64)
        case fixed32(UInt32)
        case fixed64(UInt64)
        /// A range of the whole file's bytes: text, bytes, or a message.
        case bytes(Range<Int>)
    }

    private let bytes: [UInt8]
    private let end: Int
    private var position: Int

    /// A reader of the message in a range of the file's bytes.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// Where the next field starts.
    var offset: Int { position }

    /// The next field's number and value; nil at the end of the message.
    ///
    /// - Throws: `malformed` where the message ends within a field, or its tag has no meaning.
    mutating func next() throws(FileError) -> (number: Int, value: Value)? {
        guard position < end else { return nil }
        let start = position
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), (1..<1 << 29).contains(number) else {
            throw FileError(.malformed, at: "offset \(start)", found: "a field has number \(tag >> 3)")
        }
        switch tag & 7 {
        case 0: return (number, .varint(try varint()))
        case 1: return (number, .fixed64(try fixed(8)))
        case 2:
            let start = position
            let count = try varint()
            guard count <= UInt64(end - position) else {
                throw FileError(
                    .malformed, at: "offset \(start)", found: "a field of \(count) bytes",
                    allowed: "its message has \(end - position) more")
            }
            defer { position += Int(count) }
            return (number, .bytes(position..<position + Int(count)))
        case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default:
            throw FileError(
                .malformed, at: "offset \(start)", found: "a field has wire type \(tag & 7)",
                allowed: "0, 1, 2 or 5")
        }
    }

    private mutating func varint() throws(FileError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard position < end else { throw cutOff(at: start) }
            let byte = bytes[position]
            position += 1
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte & 0x80 == 0 { return value }
        }
        throw FileError(
            .malformed, at: "offset \(start)", found: "a number does not end", allowed: "at most 64 bits")
    }

    private mutating func fixed(_ count: Int) throws(FileError) -> UInt64 {
        guard count <= end - position else { throw cutOff(at: position) }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += count
        return value
    }

    private func cutOff(at start: Int) -> FileError {
        FileError(.malformed, at: "offset \(start)", found: "the message ends within a field")
    }
}

extension ProtobufReader.Value {
    /// A number that is an `enum`, `int32` or `bool` in the schema, nil of another wire type or where it does
    /// not fit.
    var int32: Int32? {
        guard case .varint(let value) = self else { return nil }
        // Negative numbers are written with the sign in all 64 bits.
        return Int32(exactly: Int64(bitPattern: value))
    }

    var float: Float? {
        guard case .fixed32(let value) = self else { return nil }
        return Float(bitPattern: value)
    }

    var range: Range<Int>? {
        guard case .bytes(let range) = self else { return nil }
        return range
    }
}

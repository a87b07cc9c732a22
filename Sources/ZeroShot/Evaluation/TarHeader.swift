import ByteIO

/// A block that tells what follows it in a tar archive.
struct TarHeader {
    /// Bytes of a block.
    static let byteCount = 512

    enum Kind {
        case file
        /// GNU's: the name of the next member.
        case longName
        /// pax's: facts of the next member.
        case extendedHeader
        case other
    }

    let name: String
    let size: Int
    let kind: Kind

    /// - Throws: `malformed` where the checksum or a number is wrong.
    init(_ block: [UInt8]) throws(FileError) {
        guard let stated = Self.number(block[148..<156]), stated == Self.checksum(block) else {
            throw FileError(
                .malformed, found: "there is no header of a tar archive with its checksum",
                allowed: "an archive that is neither compressed nor damaged")
        }
        guard let size = Self.number(block[124..<136]) else {
            throw FileError(.malformed, found: "the size is no octal number")
        }
        self.size = size
        let isPOSIX = block[257..<262].elementsEqual("ustar".utf8)
        let name = try FileError.requireText(block[..<100].prefix { $0 != 0 }, "the name", at: "name")
        let prefix = try FileError.requireText(block[345..<500].prefix { $0 != 0 }, "the name", at: "prefix")
        // GNU's headers have other things where POSIX has a prefix; a blank follows their "ustar".
        self.name = isPOSIX && block[262] == 0 && !prefix.isEmpty ? "\(prefix)/\(name)" : name
        kind =
            switch block[156] {
            case 0, UInt8(ascii: "0"): name.hasSuffix("/") ? .other : .file
            case UInt8(ascii: "L"): .longName
            case UInt8(ascii: "x"): .extendedHeader
            default: .other
            }
    }

    /// A name of the next member that stands in a block of its own.
    ///
    /// - Throws: `malformed` where it is too long, no UTF-8, or has a NUL in it.
    static func name(_ bytes: some Collection<UInt8>, at place: String) throws(FileError) -> String {
        guard bytes.count <= ListLimits.memberNameByteCount, !bytes.contains(0) else {
            throw FileError(
                .malformed, at: place, found: "a name has \(bytes.count) bytes, or a NUL in it",
                allowed: "at most \(ListLimits.memberNameByteCount), without NUL")
        }
        return try FileError.requireText(bytes, "the name", at: place)
    }

    /// Octal digits, blanks and zeros around them; or a number of eleven bytes where the first bit is set (GNU).
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        if field.first == 0x80 {
            guard field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
            return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
    }

    /// The sum of all bytes, those of the checksum itself taken for blanks.
    private static func checksum(_ block: [UInt8]) -> Int {
        block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
    }
}

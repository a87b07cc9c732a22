/// Decodes UTF-8 as CPython's `utf-8` does, and as ftfy's `utf-8-variants` does.
enum UTF8Variant {
    /// The text, or nil where the bytes are no UTF-8.
    ///
    /// Where byte C0 or ED occurs, two more things count: C0 80 as U+0000, as Java writes it, and a pair of
    /// surrogates of three bytes each, as CESU-8 writes it. Without those bytes neither can be there.
    static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        var text: [Unicode.Scalar] = []
        text.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard let (scalar, length) = scalar(bytes, at: index) ?? variant(bytes, at: index) else {
                return nil
            }
            text.append(scalar)
            index += length
        }
        return text
    }

    /// The character that starts at a byte, and its length.
    private static func scalar(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
        let first = bytes[index]
        let length: Int
        switch first {
        case 0x00...0x7F: return (Unicode.Scalar(first), 1)
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[index + 1..<index + length] {
            guard byte.isContinuation else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        // The shortest form only.
        guard value >= [0, 0, 0x80, 0x800, 0x10000][length] else { return nil }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    /// What only `utf-8-variants` reads.
    ///
    /// Its patterns let a line feed that ends the text pass for the last byte: ftfy's `$` matches before it.
    private static func variant(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
        let rest = bytes[index...]
        if rest.first == 0xC0 {
            guard let second = rest.dropFirst().first else { return nil }
            return second == 0x80 || (second == 0x0A && rest.count == 2) ? ("\0", 2) : nil
        }
        guard rest.count >= 6 else { return nil }
        let unit = Array(rest.prefix(6))
        guard unit[0] == 0xED, (0xA0...0xAF).contains(unit[1]), unit[2].isContinuation,
            unit[3] == 0xED, (0xB0...0xBF).contains(unit[4]),
            unit[5].isContinuation || (unit[5] == 0x0A && rest.count == 6)
        else { return nil }
        let high = UInt32(unit[1] & 0x0F) << 16 | UInt32(unit[2] & 0x3F) << 10
        let low = UInt32(unit[4] & 0x0F) << 6 | UInt32(unit[5] & 0x3F)
        return Unicode.Scalar(0x10000 + high + low).map { ($0, 6) }
    }
}

extension UInt8 {
    /// Whether it can be any byte of a character in UTF-8 but the first.
    var isContinuation: Bool { self & 0xC0 == 0x80 }
}

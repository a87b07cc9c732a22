import ByteIO

/// Base64 with padding (RFC 4648, section 4), in the one form that each number of bytes has.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The bytes of a text; nil where it is not what `base64(_:)` gives of them, to the last bit.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for character in text where character != padding {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            (bits, count) = ((bits << 6 | value) & 0xFFFFFF, count + 1)
            if count % 4 != 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> [0, 0, 4, 2][count % 4])) }
        }
        // Whatever is written otherwise, such as a padding in the middle or bits behind the last byte, differs.
        return Array(base64(bytes).utf8).elementsEqual(text) ? bytes : nil
    }
}

import COpenSSL

/// Bytes in Base64 with padding (RFC 4648, section 4).
public func base64(_ bytes: [UInt8]) -> String {
    // EVP_EncodeBlock counts in the C type `int`.
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3 << 20) {
        let piece = Array(bytes[start..<min(bytes.count, start + 3 << 20)])
        var encoded = [UInt8](repeating: 0, count: (piece.count + 2) / 3 * 4 + 1)
        // It writes four characters for each three bytes, and a NUL.
        let count = unsafe EVP_EncodeBlock(&encoded, piece, Int32(piece.count))
        text += String(decoding: encoded.prefix(Int(count)), as: UTF8.self)
    }
    return text
}

/// Base64 with padding (RFC 4648, section 4), in the one form that each number of bytes has.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The bytes of a text; nil where it is not what `base64(_:)` gives of them, to the last bit.
    package static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
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

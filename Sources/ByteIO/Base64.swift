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

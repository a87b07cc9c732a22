/// The 8 bytes by which a signature tells whose it is.
package struct KeyID: Sendable, Hashable, CustomStringConvertible {
    static let byteCount = 8
    let bytes: [UInt8]

    init(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// 16 upper-case hexadecimal digits, the last byte first, as minisign prints them.
    package var description: String {
        bytes.reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}

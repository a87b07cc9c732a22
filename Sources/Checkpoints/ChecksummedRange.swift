/// Bytes of a file for which the file itself states a CRC-32.
package struct ChecksummedRange: Sendable {
    /// Entry that they are the content of.
    package let name: String
    /// Offset of the first byte in the file.
    package let offset: Int
    /// How many bytes.
    package let byteCount: Int
    /// What the CRC-32 of them must be.
    package let crc32: UInt32
}

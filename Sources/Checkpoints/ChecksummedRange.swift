/// Bytes of a file for which the file itself states a CRC-32.
public struct ChecksummedRange: Sendable {
    /// Entry that they are the content of.
    public let name: String
    /// Offset of the first byte in the file.
    public let offset: Int
    /// How many bytes.
    public let byteCount: Int
    /// What the CRC-32 of them must be.
    public let crc32: UInt32
}

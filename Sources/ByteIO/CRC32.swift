import CZlib

/// The checksum of zip entries (PKWARE APPNOTE 4.4.7), by zlib.
public struct CRC32: Sendable, Equatable {
    /// The checksum of all that was added.
    public private(set) var value: UInt32 = 0

    /// The checksum of nothing.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        // zlib reads exactly `count` bytes from the span's own memory, within this call.
        value = unsafe bytes.withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: unsafe crc32_z(uLong(value), buffer.baseAddress, buffer.count))
        }
    }
}

import ByteIO

/// Changes to the bytes of a PNG.
enum PNGBytes {
    /// Makes the checksum of the first chunk right again.
    static func repairChecksum(ofHeaderIn bytes: inout [UInt8]) {
        var crc = CRC32()
        crc.update(Array(bytes[12..<29]).span)
        for place in 0..<4 {
            bytes[29 + place] = UInt8(truncatingIfNeeded: crc.value >> UInt32(24 - 8 * place))
        }
    }
}

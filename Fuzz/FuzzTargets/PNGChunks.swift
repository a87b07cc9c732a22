import ByteIO

/// The chunks of a PNG, for files that may be broken.
enum PNGChunks {
    /// Makes the CRC-32 behind every chunk right.
    static func repairChecksums(_ bytes: inout [UInt8]) {
        var position = 8
        while position <= bytes.count - 12 {
            let count = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            guard count <= bytes.count - position - 12 else { return }
            let end = position + 8 + count
            var crc = CRC32()
            crc.update(bytes.span.extracting(position + 4..<end))
            for place in 0..<4 {
                bytes[end + place] = UInt8(truncatingIfNeeded: crc.value >> (24 - 8 * place))
            }
            position = end + 4
        }
    }
}

/// Lossless WebP images (RFC 9649) of one colour, which takes no bits at all for a pixel.
package enum WebPBuilder {
    /// An image of this size in 42 bytes: five Huffman codes of one symbol each.
    package static func oneColour(_ width: Int, _ height: Int) -> [UInt8] {
        var bits = Bits()
        bits.append(0x2F, 8)
        bits.append(width - 1, 14)
        bits.append(height - 1, 14)
        // No alpha, version 0; no transform, no colour cache, one group of codes.
        bits.append(0, 1 + 3 + 1 + 1 + 1)
        // Green, red, blue, alpha and distance: a simple code of one symbol of eight bits.
        for symbol in [0x60, 0x60, 0x60, 0xFF, 0] {
            bits.append(0b101, 3)
            bits.append(symbol, 8)
        }
        var content = bits.bytes
        content += [UInt8](repeating: 0, count: 22 - content.count)
        return Array("RIFF".utf8) + little(4 + 8 + content.count, 4) + Array("WEBPVP8L".utf8)
            + little(content.count, 4) + content
    }

    /// Bits, the lowest of each byte first.
    private struct Bits {
        var bytes: [UInt8] = []
        private var count = 0

        mutating func append(_ value: Int, _ width: Int) {
            for bit in 0..<width {
                if count % 8 == 0 { bytes.append(0) }
                bytes[count / 8] |= UInt8(value >> bit & 1) << UInt8(count % 8)
                count += 1
            }
        }
    }
}

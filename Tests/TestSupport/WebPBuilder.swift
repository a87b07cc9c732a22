/// Lossless WebP images (RFC 9649) whose pixels take no bits at all.
package struct WebPBuilder {
    /// Pixels in a row, and rows; at most 16,384.
    package var width = 4
    package var height = 4
    /// The numbers of groups of codes, for one block of 4 x 4 pixels after another; the last one has the rest.
    package var groups: [Int] = []
    /// Bits of a colour's place in the cache; 0 without one.
    package var cacheBits = 0
    /// Of how many groups the codes are there.
    package var codedGroups = 1
    /// Whether the stream ends among the numbers of groups.
    package var isCut = false

    /// An image of one colour, of 4 x 4 pixels.
    package init() {}

    /// An image of this size in 42 bytes: five prefix codes of one symbol each.
    package static func oneColour(_ width: Int, _ height: Int) -> [UInt8] {
        changed {
            $0.width = width
            $0.height = height
        }
    }

    /// An image that is changed before it is written.
    package static func changed(_ change: (inout WebPBuilder) -> Void) -> [UInt8] {
        var builder = WebPBuilder()
        change(&builder)
        return file(chunk("VP8L", builder.content))
    }

    /// A lossy image of the same size, an extended file that begins with its alpha, with this image for that.
    package func asAlpha(of lossy: [UInt8]) -> [UInt8] {
        var bits = Bits()
        // The alpha is coded as a lossless image.
        bits.append(1, 8)
        appendStream(to: &bits)
        // Behind the file's header and that of the canvas.
        let start = 12 + 18
        let old = lossy[(start + 4)...].prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        let chunks =
            lossy[12..<start] + Self.chunk("ALPH", bits.bytes) + lossy[(start + 8 + old + old % 2)...]
        return Self.file(Array(chunks))
    }

    private var content: [UInt8] {
        var bits = Bits()
        bits.append(0x2F, 8)
        bits.append(width - 1, 14)
        bits.append(height - 1, 14)
        // No alpha, version 0.
        bits.append(0, 1 + 3)
        appendStream(to: &bits)
        return bits.bytes + [UInt8](repeating: 0, count: max(0, 22 - bits.bytes.count))
    }

    private func appendStream(to bits: inout Bits) {
        // No transform.
        bits.append(0, 1)
        bits.append(cacheBits == 0 ? 0 : cacheBits << 1 | 1, cacheBits == 0 ? 1 : 5)
        if groups.isEmpty {
            bits.append(0, 1)
        } else {
            appendGroups(to: &bits)
        }
        for _ in 0..<(isCut ? 0 : codedGroups) {
            // Green, red, blue, alpha and distance.
            for symbol in [0x60, 0x60, 0x60, 0xFF, 0] { bits.appendCode(of: symbol) }
        }
    }

    /// The image of the numbers: green has their low bytes and red the high ones, each in eight bits.
    private func appendGroups(to bits: inout Bits) {
        // Blocks of 4 x 4; no cache.
        bits.append(1, 1 + 3)
        bits.append(0, 1)
        bits.appendCodeOfBytes(isGreen: true)
        bits.appendCodeOfBytes(isGreen: false)
        for _ in 0..<3 { bits.appendCode(of: 0) }
        let blocks = ((width + 3) / 4) * ((height + 3) / 4)
        for block in 0..<(isCut ? blocks / 2 : blocks) {
            let group = groups[min(block, groups.count - 1)]
            bits.appendReversed(group & 0xFF)
            bits.appendReversed(group >> 8)
        }
    }

    private static func file(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + little(4 + chunks.count, 4) + Array("WEBP".utf8) + chunks
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        Array(name.utf8) + little(content.count, 4) + content
            + [UInt8](repeating: 0, count: content.count % 2)
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

        /// The highest bit first, as codes are.
        mutating func appendReversed(_ byte: Int) {
            for bit in (0..<8).reversed() { append(byte >> bit & 1, 1) }
        }

        /// A simple code of one symbol of eight bits.
        mutating func appendCode(of symbol: Int) {
            append(0b101, 3)
            append(symbol, 8)
        }

        /// A code in which every byte has eight bits, and the lengths and colours behind them are not used.
        mutating func appendCodeOfBytes(isGreen: Bool) {
            append(0, 1)
            // Twelve lengths of lengths, of which the last is that of 8: it has the only symbol, of no bits.
            append(8, 4)
            append(0, 11 * 3)
            append(1, 3)
            // Only the first 256 symbols have lengths.
            append(isGreen ? 1 : 0, 1)
            if isGreen {
                append(3, 3)
                append(254, 8)
            }
        }
    }
}

/// JPEG pictures (ITU-T T.81), honest and other: of one grey, each of whose blocks is two codes of one bit.
package struct JPEGBuilder {
    /// Width and height as the frame says.
    package var width = 8
    package var height = 8
    /// The frame's marker: C0 baseline, C1 extended, C2 progressive, C3 lossless, C9 arithmetic.
    package var frame: UInt8 = 0xC0
    /// Bits of a sample.
    package var precision = 8
    /// Sampling factors of each component, horizontal in the upper half.
    package var sampling: [UInt8] = [0x11, 0x11, 0x11]
    /// Scans, each of one component in turn.
    package var scans = 3
    /// Whether each scan has all components.
    package var isInterleaved = false
    /// What progressive scans hold: the first and last coefficient, and the bits of them as the scan states
    /// it.
    ///
    /// The last
    /// stands for all later scans; the first scans usually have the constant parts alone.
    package var bands: [(first: UInt8, last: UInt8, bits: UInt8)] = [(0, 0, 0)]
    /// The symbol that the Huffman code of varying parts has: 0 ends a block, 0xE0 ends 16,384 with the 14
    /// bits that follow.
    package var varyingSymbol: UInt8 = 0
    /// What stands before the first segment.
    package var segments: [UInt8] = []
    /// Entropy-coded bytes of a scan.
    package var coded: [UInt8] = [0b0011_1111]
    /// Entropy-coded bytes of all scans but the first, where they are others.
    package var codedLater: [UInt8]?
    /// What follows the end.
    package var suffix: [UInt8] = []

    /// The value of every pixel.
    package static let grey: UInt8 = 128

    /// A picture of 8 x 8 grey pixels in three components.
    package init() {}

    /// A picture after a change.
    package static func changed(_ change: (inout JPEGBuilder) -> Void) -> [UInt8] {
        var picture = JPEGBuilder()
        change(&picture)
        return picture.bytes
    }

    /// A segment: its marker, its length, its content.
    package static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + bigEndian(content.count + 2, 2) + content
    }

    /// A grey progressive image of many scans, all but the first of which are empty.
    ///
    /// The constant parts have a bit for each block; the other scans say in a few bytes that nothing changes
    /// in any: each is about one more coefficient, or one more bit of it.
    package static func emptyScans(_ scans: Int, side: Int) -> [UInt8] {
        let blocks = (side + 7) / 8 * ((side + 7) / 8)
        return changed {
            ($0.width, $0.height, $0.frame, $0.sampling, $0.scans) = (side, side, 0xC2, [0x11], scans)
            $0.varyingSymbol = 0xE0
            $0.coded = [UInt8](repeating: 0, count: (blocks + 7) / 8)
            $0.codedLater = [UInt8](repeating: 0, count: ((blocks >> 14) + 1) * 15 / 8 + 1)
            $0.bands =
                [(0, 0, 0)]
                + (0..<max(scans - 1, 0)).map { scan in
                    let bit = UInt8(13 - scan / 63)
                    return (UInt8(scan % 63 + 1), UInt8(scan % 63 + 1), scan < 63 ? bit : bit + 1 << 4 | bit)
                }
        }
    }

    /// The picture's bytes.
    package var bytes: [UInt8] {
        // Both Huffman tables have one code, of one bit.
        let table: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)
        var header: [UInt8] = [UInt8(precision)]
        header += bigEndian(height, 2) + bigEndian(width, 2)
        header.append(UInt8(sampling.count))
        for (index, factors) in sampling.enumerated() { header += [UInt8(index + 1), factors, 0] }
        var bytes: [UInt8] = [0xFF, 0xD8] + segments
        bytes += Self.segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        bytes += Self.segment(frame, header)
        bytes += Self.segment(0xC4, [0x00] + table + [0])
        bytes += Self.segment(0xC4, [0x10] + table + [varyingSymbol])
        for scan in 0..<scans {
            let component = UInt8(scan % max(sampling.count, 1) + 1)
            let components = isInterleaved ? Array(1...UInt8(max(sampling.count, 1))) : [component]
            // A progressive frame begins with the constant parts alone.
            let band =
                frame == 0xC2 || frame == 0xCA
                ? bands[min(scan, bands.count - 1)] : (first: 0, last: 63, bits: 0)
            bytes += Self.segment(
                0xDA,
                [UInt8(components.count)] + components.flatMap { [$0, 0] } + [
                    band.first, band.last, band.bits,
                ])
            bytes += scan > 0 ? codedLater ?? coded : coded
        }
        return bytes + [0xFF, 0xD9] + suffix
    }
}

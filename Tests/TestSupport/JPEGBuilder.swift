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
    /// What stands before the first segment.
    package var segments: [UInt8] = []
    /// Entropy-coded bytes of a scan.
    package var coded: [UInt8] = [0b0011_1111]
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

    /// The picture's bytes.
    package var bytes: [UInt8] {
        // Both Huffman tables have one code, of one bit, for the symbol 0.
        let table: [UInt8] = [1] + [UInt8](repeating: 0, count: 16)
        var header: [UInt8] = [UInt8(precision)]
        header += bigEndian(height, 2) + bigEndian(width, 2)
        header.append(UInt8(sampling.count))
        for (index, factors) in sampling.enumerated() { header += [UInt8(index + 1), factors, 0] }
        var bytes: [UInt8] = [0xFF, 0xD8] + segments
        bytes += Self.segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        bytes += Self.segment(frame, header)
        bytes += Self.segment(0xC4, [0x00] + table)
        bytes += Self.segment(0xC4, [0x10] + table)
        for scan in 0..<scans {
            let component = UInt8(scan % max(sampling.count, 1) + 1)
            // A progressive frame begins with the constant parts alone.
            let last: UInt8 = frame == 0xC2 ? 0 : 63
            bytes += Self.segment(0xDA, [1, component, 0, 0, last, 0]) + coded
        }
        return bytes + [0xFF, 0xD9] + suffix
    }
}

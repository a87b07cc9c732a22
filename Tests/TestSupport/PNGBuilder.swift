import ByteIO

/// PNG pictures (RFC 2083), honest and other: of one grey by default, so that every square of it is that
/// grey.
package struct PNGBuilder {
    /// Width and height as the header says.
    package var width: Int
    package var height: Int
    /// Bits of a channel.
    package var depth = 8
    /// Colour type: 0 grey, 2 RGB, 3 indexed, 4 grey and alpha, 6 RGB and alpha.
    package var colour = 0
    /// Whether the header says that rows come in seven passes.
    package var isInterlaced = false
    /// What the pixels' stream holds: for each row a filter and the bytes; nil for rows of `grey`.
    package var rows: [UInt8]?
    /// The pixels' stream, where it is not what the rows become.
    package var stream: [UInt8]?
    /// Chunks between header and pixels.
    package var chunks: [(type: String, content: [UInt8])] = []
    /// Whether the end is marked.
    package var hasEnd = true
    /// What follows the end.
    package var suffix: [UInt8] = []

    /// The size of the rows of `grey`: what the picture was made with, however large its header then says
    /// that it is.
    private let greySize: (width: Int, height: Int)

    /// The value of every pixel.
    package static let grey: UInt8 = 0x60

    /// A grey picture.
    package init(_ width: Int, _ height: Int) {
        (self.width, self.height) = (width, height)
        greySize = (width, height)
    }

    /// A grey picture after a change.
    package static func changed(
        _ width: Int = 4, _ height: Int = 3, _ change: (inout PNGBuilder) -> Void
    ) -> [UInt8] {
        var picture = PNGBuilder(width, height)
        change(&picture)
        return picture.bytes
    }

    /// The picture's bytes.
    package var bytes: [UInt8] {
        let header =
            bigEndian(width, 4) + bigEndian(height, 4) + [
                UInt8(depth), UInt8(colour), 0, 0, isInterlaced ? 1 : 0,
            ]
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
        for chunk in chunks { bytes += Self.chunk(chunk.type, chunk.content) }
        bytes += Self.chunk("IDAT", stream ?? zlibStream(rows ?? greyRows))
        return bytes + (hasEnd ? Self.chunk("IEND", []) : []) + suffix
    }

    private var greyRows: [UInt8] {
        let row = [0] + [UInt8](repeating: Self.grey, count: greySize.width)
        return Array([[UInt8]](repeating: row, count: greySize.height).joined())
    }

    /// A chunk: its length, its type, its content, and the checksum of both.
    package static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + content
        var crc = CRC32()
        crc.update(body.span)
        return bigEndian(content.count, 4) + body + bigEndian(Int(crc.value), 4)
    }
}

/// A number as that many bytes, the highest first.
package func bigEndian(_ value: Int, _ count: Int) -> [UInt8] { little(value, count).reversed() }

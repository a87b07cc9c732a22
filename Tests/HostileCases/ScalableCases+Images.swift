import TestSupport

// Images of few pixels with much about them, and such with many rows and scans.
extension ScalableCases {
    static let images: [ScalableCase] = [
        png("chunks", size: 20_000) { png, count in
            png.chunks = (0..<count).map { _ in ("teXt", [0x61, 0, 0x62]) }
        },
        png("texts", size: 500) { png, count in
            png.chunks = (0..<count).map { index in
                ("tEXt", Array("key \(index)\0".utf8) + [UInt8](repeating: 0x61, count: 1000))
            }
        },
        png("a long chunk", size: 500_000) { png, count in
            png.chunks = [("teXt", [UInt8](repeating: 0x61, count: count))]
        },
        png("texts that are deflated", size: 2_000) { png, count in
            let text = zlibStream([UInt8](repeating: 0x61, count: 10_000))
            png.chunks = (0..<count).map { _ in ("zTXt", Array("key\0\0".utf8) + text) }
        },
        png("EXIF", size: 200_000) { png, count in
            png.chunks = [("eXIf", exif(entries: min(count / 12, 65_535), byteCount: count))]
        },
        png("bytes behind the end", size: 1_000_000) { png, count in
            png.suffix = [UInt8](repeating: 0, count: count)
        },
        parser("png", "rows", size: 500) { PNGBuilder(64, $0).bytes },
        parser("png", "interlaced rows", size: 100) { count in
            PNGBuilder.changed(256, 8 * count) { png in
                png.isInterlaced = true
                // Zeros are a filter and black at every place of the seven passes, which have 15 rows in 8.
                png.rows = [UInt8](repeating: 0, count: (256 * 8 + 15) * count)
            }
        },
        jpeg("segments", size: 20_000) { jpeg, count in
            jpeg.segments = [[UInt8]](repeating: JPEGBuilder.segment(0xFE, [0x61]), count: count).flatMap(
                \.self)
        },
        jpeg("long segments", size: 20) { jpeg, count in
            let segment = JPEGBuilder.segment(0xE2, [UInt8](repeating: 0x61, count: 60_000))
            jpeg.segments = [[UInt8]](repeating: segment, count: count).flatMap(\.self)
        },
        jpeg("EXIF in many segments", size: 20) { jpeg, count in
            let content = Array("Exif\0\0".utf8) + exif(entries: 5_000, byteCount: 60_000)
            jpeg.segments =
                [[UInt8]](repeating: JPEGBuilder.segment(0xE1, content), count: count).flatMap(\.self)
        },
        jpeg("tables that are overwritten", size: 5_000) { jpeg, count in
            let table = JPEGBuilder.segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
            jpeg.segments = [[UInt8]](repeating: table, count: count).flatMap(\.self)
        },
        jpeg("bytes behind the end", size: 1_000_000) { jpeg, count in
            jpeg.suffix = [UInt8](repeating: 0, count: count)
        },
        jpeg("rows of blocks", size: 100) { jpeg, count in
            (jpeg.width, jpeg.height, jpeg.sampling, jpeg.scans) = (256, 8 * count, [0x11], 1)
            // Two codes of one bit for each of 32 blocks.
            jpeg.coded = [UInt8](repeating: 0, count: 8 * count)
        },
        jpeg("rows of blocks in a progressive scan", size: 100) { jpeg, count in
            (jpeg.width, jpeg.height, jpeg.frame, jpeg.sampling) = (256, 8 * count, 0xC2, [0x11])
            (jpeg.scans, jpeg.coded) = (1, [UInt8](repeating: 0, count: 4 * count))
        },
        webp("chunks", size: 20_000) { count in
            [[UInt8]](repeating: chunk("JUNK", [0x61, 0x61]), count: count).flatMap(\.self)
        },
        webp("a long chunk", size: 1_000_000) { chunk("JUNK", [UInt8](repeating: 0x61, count: $0)) },
        webp("EXIF", size: 200_000) { count in
            chunk("EXIF", exif(entries: min(count / 12, 65_535), byteCount: count))
        },
    ]

    private static func png(
        _ name: String, size: Int, _ change: @escaping @Sendable (inout PNGBuilder, Int) -> Void
    ) -> ScalableCase {
        parser("png", name, size: size) { count in PNGBuilder.changed { change(&$0, count) } }
    }

    private static func jpeg(
        _ name: String, size: Int, _ change: @escaping @Sendable (inout JPEGBuilder, Int) -> Void
    ) -> ScalableCase {
        parser("jpeg", name, size: size) { count in JPEGBuilder.changed { change(&$0, count) } }
    }

    /// An image with chunks behind its pixels.
    private static func webp(
        _ name: String, size: Int, _ chunks: @escaping @Sendable (Int) -> [UInt8]
    ) -> ScalableCase {
        parser("webp", name, size: size) { count in
            let image = WebPBuilder.oneColour(4, 3)
            // VP8X: the picture's size less one, and that there may be EXIF.
            let header = chunk("VP8X", [0x08, 0, 0, 0, 3, 0, 0, 2, 0, 0])
            let content = Array("WEBP".utf8) + header + image[12...] + chunks(count)
            return Array("RIFF".utf8) + little(content.count, 4) + content
        }
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        Array(type.utf8) + little(content.count, 4) + content
    }

    /// A directory of entries none of which is the orientation.
    private static func exif(entries: Int, byteCount: Int) -> [UInt8] {
        let entry: [UInt8] = [1, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0]
        let directory =
            Array("II*\0".utf8) + little(8, 4) + little(entries, 2)
            + [[UInt8]](repeating: entry, count: entries).flatMap(\.self) + [0, 0, 0, 0]
        return Array(
            (directory + [UInt8](repeating: 0, count: max(0, byteCount - directory.count))).prefix(byteCount))
    }
}

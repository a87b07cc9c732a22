import TestSupport

// I: pictures that are damaged, that ask for too much, or that only look odd.
extension HostileCases {
    /// Cases of pictures.
    package static var images: [ImageCase] { imageSizes + pngs + pngChunks + jpegs + jpegKinds + oddImages }

    private static let imageSizes: [ImageCase] = [
        ImageCase(
            "I1", "PNG of 20,000 x 20,000", .refused("at most 178956970 in all"),
            pngHeader(20_000, 20_000)),
        ImageCase(
            "I1", "PNG of 2^31 - 1 squared", .refused("sides of at most 1000000"),
            pngHeader(Int(Int32.max), Int(Int32.max))),
        ImageCase(
            "I1", "PNG without width", .refused("cannot be decoded"), pngHeader(0, 3)),
        ImageCase(
            "I1", "PNG of 9,500 x 9,500 that ends early", .refused("ends early"),
            pngHeader(9500, 9500)),
        ImageCase(
            "I1", "JPEG of 65,500 x 65,500", .refused("at most 178956970 in all"),
            JPEGBuilder.changed { ($0.width, $0.height) = (65_500, 65_500) }),
        ImageCase(
            "I1", "JPEG of 9,500 x 9,500 that ends early", .refused("ends early"),
            JPEGBuilder.changed { ($0.width, $0.height) = (9500, 9500) }),
        ImageCase(
            "I1", "lossless WebP of 42 bytes and 16,383 x 10,922 pixels",
            .refused("for all images together"), WebPBuilder.oneColour(16_383, 10_922)),
        ImageCase(
            "I1", "lossless WebP of 42 bytes and 4,000 x 4,000 pixels", .grey(0x60),
            WebPBuilder.oneColour(4000, 4000)),
        ImageCase(
            "I1", "lossless WebP of 0.3 kB and 1,000 groups of codes", .refused("cannot be decoded"),
            WebPBuilder.changed { ($0.width, $0.height, $0.cacheBits, $0.groups) = (128, 16, 11, [999]) }),
        ImageCase(
            "I1", "lossless WebP of 131 kB and 65,536 groups of codes",
            .refused("for all images together"),
            WebPBuilder.changed {
                ($0.width, $0.height, $0.cacheBits) = (1024, 1024, 11)
                ($0.groups, $0.codedGroups) = (Array(0..<65_536), 0)
            }),
        ImageCase(
            "I1", "lossless WebP whose groups end early", .refused("prefix codes end early"),
            WebPBuilder.changed { ($0.width, $0.height, $0.groups, $0.isCut) = (64, 64, [1], true) }),
        ImageCase(
            "I3", "progressive JPEG of 499 scans, all but one empty", .refused("blocks of 8 x 8 pixels"),
            JPEGBuilder.emptyScans(499, side: 13_376)),
        ImageCase(
            "I3", "progressive JPEG of 10 scans, all but one empty", .grey(JPEGBuilder.grey),
            JPEGBuilder.emptyScans(10, side: 1000)),
        ImageCase(
            "I3", "progressive JPEG of 21 kB and 1.6 GB", .refused("memory"), progressive(side: 13_376)),
        ImageCase("I8", "1 x 1", .grey(PNGBuilder.grey), PNGBuilder(1, 1).bytes),
        ImageCase("I8", "2 x 1,000,000", .grey(PNGBuilder.grey), PNGBuilder(2, 1_000_000).bytes),
        ImageCase("I8", "1,000,000 x 1", .grey(PNGBuilder.grey), PNGBuilder(1_000_000, 1).bytes),
        ImageCase(
            "I8", "1 x 1,000,001", .refused("sides of at most 1000000"), pngHeader(1, 1_000_001)),
        ImageCase("I8", "exactly the square", .grey(PNGBuilder.grey), PNGBuilder(8, 8).bytes),
    ]

    /// A picture of two pixels that says it has so many.
    private static func pngHeader(_ width: Int, _ height: Int) -> [UInt8] {
        PNGBuilder.changed(width, height) { $0.rows = [0, PNGBuilder.grey, PNGBuilder.grey] }
    }

    /// A frame of this side in three components, and enough bytes that one bit for each block could be there.
    private static func progressive(side: Int) -> [UInt8] {
        JPEGBuilder.changed {
            ($0.width, $0.height, $0.frame, $0.scans) = (side, side, 0xC2, 1)
            $0.coded = [UInt8](repeating: 0, count: side / 8 * (side / 8) / 8)
        }
    }

    private static let pngs: [ImageCase] =
        [
            ImageCase("I2", "honest", .grey(PNGBuilder.grey), PNGBuilder(4, 3).bytes),
            ImageCase(
                "I2", "end not marked", .refused("ends early"), PNGBuilder.changed { $0.hasEnd = false }),
            ImageCase(
                "I2", "checksum of the header wrong", .refused("CRC"), damaged(PNGBuilder(4, 3).bytes, at: 29)
            ),
            ImageCase(
                "I2", "byte of the pixels wrong", .refused("cannot be decoded"),
                damaged(PNGBuilder(4, 3).bytes, at: 45)),
            ImageCase(
                "I2", "too few pixels", .refused("cannot be decoded"),
                PNGBuilder.changed { $0.rows = [0, 1, 2] }),
            ImageCase(
                "I2", "too many pixels", .grey(0),
                PNGBuilder.changed { $0.rows = [UInt8](repeating: 0, count: 1000) }),
            ImageCase(
                "I2", "filter that there is not", .refused("cannot be decoded"),
                PNGBuilder.changed { $0.rows = [UInt8](repeating: 9, count: 15) }),
            ImageCase(
                "I2", "pixels that are no stream", .refused("cannot be decoded"),
                PNGBuilder.changed { $0.stream = [1, 2, 3, 4] }),
            ImageCase(
                "I2", "no palette", .refused("cannot be decoded"), PNGBuilder.changed { $0.colour = 3 }),
            ImageCase(
                "I2", "palette of 257", .refused("cannot be decoded"),
                PNGBuilder.changed {
                    $0.colour = 3; $0.chunks = [("PLTE", [UInt8](repeating: 0, count: 771))]
                }),
            ImageCase(
                "I2", "palette that is cut in the middle", .refused("cannot be decoded"),
                PNGBuilder.changed {
                    $0.colour = 3; $0.chunks = [("PLTE", [1, 2, 3, 4])]
                }),
            ImageCase(
                "I2", "index beyond the palette", .picture,
                PNGBuilder.changed {
                    $0.colour = 3; $0.chunks = [("PLTE", [1, 2, 3])]
                }),
            ImageCase(
                "I2", "colour type 5", .refused("cannot be decoded"), PNGBuilder.changed { $0.colour = 5 }),
            ImageCase("I2", "depth 3", .refused("cannot be decoded"), PNGBuilder.changed { $0.depth = 3 }),
        ]
        + chunkEnds.map { end in
            ImageCase(
                "I2", "cut at byte \(end), where a chunk ends", .refused("ends early"),
                Array(PNGBuilder(4, 3).bytes.prefix(end)))
        }

    /// Behind the signature, the header and the pixels.
    private static let chunkEnds = [8, 33, PNGBuilder(4, 3).bytes.count - 12]

    private static func damaged(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        var bytes = bytes
        bytes[place] ^= 0xFF
        return bytes
    }

    private static let pngChunks: [ImageCase] = [
        ImageCase(
            "I2", "100,000 packed texts", .grey(PNGBuilder.grey),
            withChunks("zTXt", Array("a\0\0".utf8) + zlibStream(Array("x".utf8)), times: 100_000)),
        ImageCase(
            "I2", "text of 64 MiB in 64 KiB", .grey(PNGBuilder.grey),
            withChunks("zTXt", Array("a\0\0".utf8) + bomb)),
        ImageCase(
            "I2", "international text of 64 MiB in 64 KiB", .grey(PNGBuilder.grey),
            withChunks("iTXt", Array("a\0\u{1}\0\0\0".utf8) + bomb)),
        ImageCase(
            "I2", "profile of 64 MiB in 64 KiB", .grey(PNGBuilder.grey),
            withChunks("iCCP", Array("a\0\0".utf8) + bomb)),
        ImageCase(
            "I2", "transparency of 1,000 entries", .grey(PNGBuilder.grey),
            withChunks("tRNS", [UInt8](repeating: 0, count: 1000))),
        ImageCase(
            "I2", "critical chunk that nobody knows", .refused("cannot be decoded"), withChunks("AbCD", [1])),
        ImageCase("I2", "chunk said to have 2^31 bytes", .refused("cannot be decoded"), hugeChunk()),
        ImageCase(
            "I10", "gamma of 0 and colours of nothing", .grey(PNGBuilder.grey),
            PNGBuilder.changed { $0.chunks = [("gAMA", [0, 0, 0, 0]), ("sRGB", [9]), ("cHRM", [1])] }),
        ImageCase(
            "I10", "PNG, archive behind the end", .grey(PNGBuilder.grey),
            PNGBuilder.changed { $0.suffix = TorchArchiveBuilder.small.build() }),
        ImageCase(
            "I7", "PNG, EXIF that leads to itself", .grey(PNGBuilder.grey),
            withChunks("eXIf", exif(tag: 0x8769, type: 4, value: 8, next: 8))),
        ImageCase(
            "I7", "EXIF of noise", .grey(PNGBuilder.grey),
            withChunks("eXIf", [UInt8](repeating: 0xA5, count: 64))),
    ]

    /// The pixels' chunk says that it has 2^31 bytes.
    private static func hugeChunk() -> [UInt8] {
        var bytes = PNGBuilder(4, 3).bytes
        bytes.replaceSubrange(33..<37, with: [0x80, 0, 0, 0])
        return bytes
    }

    /// EXIF data of one entry, little-endian.
    static func exif(tag: Int, type: Int, value: Int, next: Int) -> [UInt8] {
        var bytes: [UInt8] = Array("II*\0".utf8)
        for (number, size) in [(8, 4), (1, 2), (tag, 2), (type, 2), (1, 4), (value, 4), (next, 4)] {
            bytes += little(number, size)
        }
        return bytes
    }

    private static let bomb = zlibStream([UInt8](repeating: 0, count: 64 << 20))

    private static func withChunks(_ type: String, _ content: [UInt8], times: Int = 1) -> [UInt8] {
        PNGBuilder.changed { $0.chunks = Array(repeating: (type, content), count: times) }
    }
}

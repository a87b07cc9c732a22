import TestSupport

// I: JPEG's own ways to be damaged, and what is no picture at all.
extension HostileCases {
    static let jpegs: [ImageCase] = [
        ImageCase("I3", "honest", .grey(JPEGBuilder.grey), JPEGBuilder().bytes),
        ImageCase(
            "I3", "end not marked", .refused("cannot be decoded"), Array(JPEGBuilder().bytes.dropLast(2))),
        ImageCase(
            "I3", "half of it", .refused("JPEG picture"),
            Array(JPEGBuilder().bytes.prefix(JPEGBuilder().bytes.count / 2))),
        ImageCase("I3", "marker only", .refused("JPEG picture"), [0xFF, 0xD8, 0xFF]),
        ImageCase(
            "I3", "10,000 scans", .refused("more scans than are read"),
            JPEGBuilder.changed { $0.scans = 10_000 }),
        ImageCase(
            "I3", "10,000 progressive scans", .refused("JPEG picture"),
            JPEGBuilder.changed { ($0.frame, $0.scans) = (0xC2, 10_000) }),
        ImageCase("I3", "no scan", .refused("JPEG picture"), JPEGBuilder.changed { $0.scans = 0 }),
        ImageCase(
            "I3", "12 bits a sample", .refused("precision"),
            JPEGBuilder.changed { ($0.frame, $0.precision) = (0xC1, 12) }),
        ImageCase("I3", "lossless", .refused("JPEG picture"), JPEGBuilder.changed { $0.frame = 0xC3 }),
        ImageCase("I3", "hierarchical", .refused("JPEG picture"), JPEGBuilder.changed { $0.frame = 0xC5 }),
        ImageCase(
            "I3", "arithmetic coding of nothing", .grey(JPEGBuilder.grey),
            JPEGBuilder.changed { ($0.frame, $0.coded) = (0xC9, []) }),
        ImageCase(
            "I3", "no lines yet, as with DNL", .refused("JPEG picture"), JPEGBuilder.changed { $0.height = 0 }
        ),
        ImageCase("I3", "no components", .refused("JPEG picture"), JPEGBuilder.changed { $0.sampling = [] }),
        ImageCase(
            "I3", "two components", .refused("number of colours"),
            JPEGBuilder.changed { $0.sampling = [0x11, 0x11] }),
        ImageCase(
            "I3", "five components", .refused("JPEG picture"),
            JPEGBuilder.changed { $0.sampling = [0x11, 0x11, 0x11, 0x11, 0x11] }),
        ImageCase(
            "I3", "sampling factor 0", .refused("JPEG picture"),
            JPEGBuilder.changed { $0.sampling = [0x01, 0x11, 0x11] }),
        ImageCase(
            "I3", "sampling factor 5", .refused("JPEG picture"),
            JPEGBuilder.changed { $0.sampling = [0x51, 0x11, 0x11] }),
        ImageCase(
            "I3", "odd sampling factors", .refused("JPEG picture"),
            JPEGBuilder.changed { $0.sampling = [0x32, 0x21, 0x11] }),
        ImageCase(
            "I3", "restart interval of 65,535", .grey(JPEGBuilder.grey),
            JPEGBuilder.changed { $0.segments = JPEGBuilder.segment(0xDD, [0xFF, 0xFF]) }),
        ImageCase(
            "I3", "restart interval of 1 without marks", .grey(JPEGBuilder.grey),
            JPEGBuilder.changed { $0.segments = JPEGBuilder.segment(0xDD, [0, 1]) }),
    ]

    static let jpegKinds: [ImageCase] = [
        ImageCase(
            "I7", "EXIF of 64 kB", .grey(JPEGBuilder.grey), withEXIF([UInt8](repeating: 0x49, count: 65_000))),
        ImageCase(
            "I7", "EXIF of 65,535 entries that are not there", .grey(JPEGBuilder.grey),
            withEXIF(Array("II*\0".utf8) + little(8, 4) + little(65_535, 2))),
        ImageCase(
            "I7", "EXIF that begins at 2^32 - 1", .grey(JPEGBuilder.grey),
            withEXIF(Array("II*\0".utf8) + little(-1, 4))),
        ImageCase(
            "I7", "JPEG, EXIF that leads to itself", .grey(JPEGBuilder.grey),
            withEXIF(Array("MM\0*".utf8) + bigEndian(8, 4) + bigEndian(0, 2) + bigEndian(8, 4))),
        ImageCase(
            "I7", "orientation 9", .grey(JPEGBuilder.grey),
            withEXIF(exif(tag: 0x0112, type: 3, value: 9, next: 0))),
        ImageCase(
            "I10", "JPEG, archive behind the end", .grey(JPEGBuilder.grey),
            JPEGBuilder.changed { $0.suffix = TorchArchiveBuilder.small.build() }),
        ImageCase(
            "I10", "profile of noise", .grey(JPEGBuilder.grey),
            JPEGBuilder.changed {
                $0.segments = JPEGBuilder.segment(0xE2, Array("ICC_PROFILE\0\u{1}\u{2}".utf8) + [9, 9, 9])
            }),
    ]

    private static func withEXIF(_ content: [UInt8]) -> [UInt8] {
        JPEGBuilder.changed { $0.segments = JPEGBuilder.segment(0xE1, Array("Exif\0\0".utf8) + content) }
    }

    /// What is no picture, or one of another kind, is named.
    static let oddImages: [ImageCase] = [
        foreignImage("nothing", "", "no content"),
        foreignImage("text", "hello", "begins with 68 65 6c 6c 6f"),
        foreignImage("sound", "RIFF\0\0\0\0WAVE", "begins with 52"),
        foreignImage("GIF", "GIF89a\u{1}\0\u{1}\0", "a GIF picture"),
        foreignImage("BMP", "BM\u{1A}\0", "a BMP picture"),
        foreignImage("TIFF, little-endian", "II*\0\u{8}", "a TIFF picture"),
        foreignImage("TIFF, big-endian", "MM\0*\0", "a TIFF picture"),
        foreignImage("HEIC", "\0\0\0\u{18}ftypheic", "a HEIC picture"),
        foreignImage("AVIF", "\0\0\0\u{18}ftypavif", "an AVIF picture"),
        foreignImage("SVG", "<svg xmlns=\"a\">", "an SVG drawing"),
        foreignImage("SVG behind a declaration", "<?xml version='1.0'?>\n<svg>", "an SVG drawing"),
        foreignImage("web page", " \n<!DOCTYPE html><p>", "HTML"),
        foreignImage("web page in capitals", "<HTML>", "HTML"),
        foreignImage("PDF", "%PDF-1.7", "a PDF document"),
        foreignImage("WebP of nothing", "RIFF\0\0\0\0WEBP", "WebP picture"),
        foreignImage("WebP of gigabytes", "RIFF\u{7F}\u{7F}\u{7F}\u{7F}WEBPVP8L", "WebP picture"),
    ]

    private static func foreignImage(_ name: String, _ content: String, _ sentence: String) -> ImageCase {
        ImageCase("I9", name, .refused(sentence), Array(content.utf8))
    }
}

import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// What a small file may ask for.
@Suite struct LimitTests {
    private static let preprocessor = ImagePreprocessor(.openAI(imageSize: 16))

    private static func error(_ bytes: [UInt8]) throws -> ImageError {
        try #require(throws: ImageError.self) { try preprocessor.pixels(ofEncoded: bytes) }
    }

    /// A gray JPEG's header, with sides of the caller's.
    @Test(arguments: [
        (65_501, 1, ImageError.Code.limit), (1, 65_535, .limit), (65_500, 65_500, .limit),
        (13_378, 13_378, .limit), (13_377, 13_377, .malformed), (0, 5, .malformed), (5, 0, .malformed),
    ])
    func sidesOfAJPEGAreChecked(_ width: Int, _ height: Int, _ code: ImageError.Code) throws {
        var bytes = try Repository.fixtureBytes("images/jpeg-2x1.jpg")
        let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC0]) })
        bytes.replaceSubrange(
            frame + 5..<frame + 9, with: bigEndian(height, 2) + bigEndian(width, 2))
        #expect(try Self.error(bytes).code == code)
    }

    /// Lossless and hierarchical pictures and samples of 12 bits are told apart from damage.
    @Test(arguments: [(0xC3, 8), (0xC1, 12), (0xC5, 8)] as [(UInt8, Int)])
    func kindOfJPEGThatIsNotReadIsNamed(_ frame: UInt8, _ precision: Int) throws {
        var picture = JPEGBuilder()
        (picture.frame, picture.precision) = (frame, precision)
        #expect(try Self.error(picture.bytes).code == .unsupported)
    }

    @Test(arguments: [
        (1_000_001, 1, ImageError.Code.limit), (1, 1_000_001, .limit), (0x7FFF_FFFF, 0x7FFF_FFFF, .limit),
        (13_378, 13_378, .limit), (13_377, 13_377, .malformed), (0, 1, .malformed),
        (0x8000_0000, 1, .malformed),
    ])
    func sidesOfAPNGAreChecked(_ width: Int, _ height: Int, _ code: ImageError.Code) throws {
        var bytes = try Repository.fixtureBytes("images/png-rgb-1x1.png")
        bytes.replaceSubrange(16..<24, with: bigEndian(width, 4) + bigEndian(height, 4))
        PNGBytes.repairChecksum(ofHeaderIn: &bytes)
        #expect(try Self.error(bytes).code == code)
    }

    /// The canvas of an extended WebP.
    @Test func sidesOfAWebPAreChecked() throws {
        var bytes = try Repository.fixtureBytes("images/webp-animated.webp")
        bytes.replaceSubrange(24..<30, with: [0xFF, 0x3F, 0, 0xFF, 0x3F, 0])
        #expect(try Self.error(bytes).code == .limit)
    }

    /// A text and a profile of megabytes in kilobytes are passed over.
    @Test func packedTextIsNotUnpacked() throws {
        let bytes = try Repository.fixtureBytes("images/png-rgb-packed-text.png")
        #expect(try Self.preprocessor.pixels(ofEncoded: bytes).size == 16)
    }

    @Test(arguments: [(3, true), (500, true), (501, false), (5000, false)])
    func scansOfAJPEGAreCounted(_ scans: Int, _ isRead: Bool) throws {
        let bytes = JPEGBuilder.changed { $0.scans = scans }
        if isRead {
            let square = try Self.preprocessor.pixels(ofEncoded: bytes)
            #expect(square.pixels == [UInt8](repeating: 128, count: 16 * 16 * 3))
        } else {
            #expect(try Self.error(bytes).code == .limit)
        }
    }
}

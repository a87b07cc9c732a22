import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// Damaged pictures end in an error or in a picture, never in a crash.
@Suite struct DamageTests {
    static let files = [
        "jpeg-orientation-6.jpg", "jpeg-2x1.jpg", "jpeg-small-progressive.jpg", "jpeg-small-cmyk.jpg",
        "png-palette-2-interlaced.png", "png-rgb-orientation-6.png", "png-gray-1.png", "png-gray16-exact.png",
        "webp-orientation-8.webp", "webp-lossless-small.webp", "webp-lossy-alpha-small.webp",
    ]
    private static let preprocessor = ImagePreprocessor(.openAI(imageSize: 16), honorsEXIF: true)

    @Test(arguments: files) func everyTruncationIsAnError(_ file: String) throws {
        let whole = try Repository.fixtureBytes("images/" + file)
        _ = try Self.preprocessor.pixels(ofEncoded: whole)
        for length in 0..<whole.count {
            #expect(throws: ImageError.self, "\(length) of \(whole.count) bytes") {
                try Self.preprocessor.pixels(ofEncoded: Array(whole.prefix(length)))
            }
        }
    }

    /// Every byte changed in three ways.
    @Test(arguments: files, [0xFF, 0x01, 0x80] as [UInt8])
    func everyChangeIsAnErrorOrAPicture(_ file: String, _ change: UInt8) throws {
        var bytes = try Repository.fixtureBytes("images/" + file)
        var (pictures, errors) = (0, 0)
        for index in bytes.indices {
            bytes[index] ^= change
            do throws(ImageError) {
                let square = try Self.preprocessor.pixels(ofEncoded: bytes)
                #expect(square.pixels.count == 16 * 16 * 3)
                pictures += 1
            } catch {
                #expect(!error.description.isEmpty)
                errors += 1
            }
            bytes[index] ^= change
        }
        #expect(errors > 0 && pictures + errors == bytes.count)
    }
}

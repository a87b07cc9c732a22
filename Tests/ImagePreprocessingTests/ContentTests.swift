import CLIPSchema
import ImagePreprocessing
import Testing

/// Content decides what a picture is, and what is none is named.
@Suite struct ContentTests {
    private static let preprocessor = ImagePreprocessor(.openAI(imageSize: 16))

    @Test(arguments: [
        ("GIF89a\u{1}\0\u{1}\0", "a GIF picture"), ("BM\u{1A}\0", "a BMP picture"),
        ("II*\0\u{8}", "a TIFF picture"),
        ("MM\0*\0", "a TIFF picture"), ("\0\0\0\u{18}ftypheic", "a HEIC picture"),
        ("\0\0\0\u{18}ftypavif", "an AVIF picture"), ("<svg xmlns=\"a\">", "an SVG drawing"),
        ("<?xml version='1.0'?>\n<svg>", "an SVG drawing"), (" \n<!DOCTYPE html><p>", "HTML"),
        ("<HTML>", "HTML"), ("%PDF-1.7", "a PDF document"), ("", "no content"),
        ("hello", "begins with 68 65 6c 6c 6f"), ("RIFF\0\0\0\0WAVE", "begins with 52"),
    ])
    func whatIsNotReadIsNamed(_ content: String, _ name: String) throws {
        let error = try #require(throws: ImageError.self) {
            try Self.preprocessor.pixels(ofEncoded: Array(content.utf8))
        }
        #expect(error.code == .unsupported)
        #expect(error.description.contains(name))
        #expect(error.description.contains("JPEG, PNG and WebP pictures are supported"))
    }
}

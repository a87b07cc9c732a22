import ImagePreprocessing
import ModelKit
import Testing

/// Pictures that a caller has in memory.
@Suite struct RGBImageTests {
    @Test(arguments: [(0, 0), (0, 4), (-1, -4), (2, 3), (.max, .max), (.max, 3)])
    func numberOfBytesMustBeThatOfTheSides(_ width: Int, _ height: Int) {
        #expect(throws: ImageError.self) {
            try RGBImage(width: width, height: height, pixels: [UInt8](repeating: 0, count: 12))
        }
    }

    @Test func pictureOfOneColourStaysThatColour() throws {
        let pixels = (0..<35).flatMap { _ in [10, 200, 99] as [UInt8] }
        let square = try ImagePreprocessor(.openAI(imageSize: 16))
            .pixels(of: RGBImage(width: 5, height: 7, pixels: pixels))
        #expect(square.size == 16)
        #expect(square.pixels == (0..<256).flatMap { _ in [10, 200, 99] as [UInt8] })
    }

    /// What the longer side leaves free is black on both ends.
    @Test func restOfASquareIsBlack() throws {
        let preprocessor = ImagePreprocessor(try Preprocessing(imageSize: 5, resizeMode: .longest))
        let white = try RGBImage(width: 5, height: 2, pixels: [UInt8](repeating: 255, count: 30))
        let rows = try preprocessor.pixels(of: white).pixels
        #expect(rows == [0, 255, 255, 0, 0].flatMap { [UInt8](repeating: $0, count: 15) })
    }

    @Test func hugeSquareIsRefused() throws {
        let preprocessor = ImagePreprocessor(.openAI(imageSize: 65_536))
        let error = try #require(throws: ImageError.self) {
            try preprocessor.pixels(of: RGBImage(width: 1, height: 1, pixels: [1, 2, 3]))
        }
        #expect(error.code == .limit)
    }
}

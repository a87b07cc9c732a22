import Foundation
import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// What becomes of the 8-bit values.
@Suite struct NormalizationTests {
    /// Each of the 256 values in each channel, as torchvision's `ToTensor` and `Normalize` compute it.
    @Test func everyValueIsThatOfTorchvisionBitForBit() throws {
        let table = try String(
            contentsOf: URL(filePath: Repository.fixture("images/normalized.tsv")), encoding: .utf8)
        let expected = table.split(whereSeparator: \.isWhitespace).map { UInt32($0, radix: 16) }
        let preprocessor = ImagePreprocessor(.openAI(imageSize: 16))
        let values = try RGBImage(width: 16, height: 16, pixels: (0...255).flatMap { [$0, $0, $0] })
        let square = try preprocessor.pixels(of: values)
        #expect(square.pixels == values.pixels)
        #expect(preprocessor.normalized(square).map(\.bitPattern) == expected)
    }
}

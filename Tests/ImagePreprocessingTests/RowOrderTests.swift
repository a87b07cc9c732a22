import ModelKit
import TestSupport
import Testing

@testable import ImagePreprocessing

/// An image that is resized as its rows come, in the order in which they are stored, has the pixels of one
/// that was turned upright as a whole.
@Suite struct RowOrderTests {
    private static let sizes = [(61, 37), (37, 61), (300, 21), (21, 300), (40, 16), (16, 16), (9, 5)]

    @Test(arguments: PixelMode.allCases, Orientation.allCases)
    func turnedImageHasThePixelsOfTheUprightOne(_ mode: PixelMode, _ orientation: Orientation) throws {
        for (width, height) in Self.sizes {
            for resizeMode in [Preprocessing.ResizeMode.shortest, .longest, .squash] {
                let preprocessing = try Preprocessing(imageSize: 16, resizeMode: resizeMode)
                let image = Self.noise(width, height, mode)
                let stored = try Self.square(of: image, orientation, preprocessing, batch: 5)
                let upright = try Self.square(
                    of: orientation.upright(image), .upright, preprocessing, batch: 1000)
                #expect(stored == upright, "\(width) x \(height), \(resizeMode)")
            }
        }
    }

    private static func square(
        of image: DecodedImage, _ orientation: Orientation, _ preprocessing: Preprocessing, batch: Int
    ) throws -> DecodedImage {
        let plan = try ResizePlan(image.size, image.mode, orientation, preprocessing)
        var sink = plan.makeSink()
        for row in stride(from: 0, to: image.height, by: batch) {
            sink.append(
                image.cropped(
                    to: PixelWindow(
                        columns: 0..<image.width, rows: row..<min(row + batch, image.height))))
        }
        return plan.square(of: sink.finish())
    }

    private static func noise(_ width: Int, _ height: Int, _ mode: PixelMode) -> DecodedImage {
        var generator = SeededGenerator(seed: 7)
        let pixels = (0..<width * height * mode.byteCount).map { _ in
            UInt8(truncatingIfNeeded: generator.next())
        }
        return DecodedImage(width: width, height: height, mode: mode, pixels: pixels)
    }
}

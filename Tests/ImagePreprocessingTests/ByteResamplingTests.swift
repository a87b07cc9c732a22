import Kernels
import ModelKit
import TestSupport
import Testing

@testable import ImagePreprocessing

/// The passes' kernels, against their plain twins, on every instruction set; equality with Pillow is
/// `PeerSquareTests`'.
@Suite struct ByteResamplingTests {
    /// Smaller and larger, odd and even, of one pixel, and by so much that hundreds of pixels make one.
    static let sides = [(500, 299), (375, 224), (7, 50), (1, 9), (40, 3), (3000, 5), (65, 64)]

    @Test(arguments: sides, InstructionSet.available)
    func kernelsGiveTheBytesOfThePlainPasses(
        _ side: (old: Int, new: Int), _ instructions: InstructionSet
    ) throws {
        for filter in [ResamplingFilter(.bicubic), ResamplingFilter(.bilinear)] {
            for window in [0..<side.new, side.new / 3..<side.new / 3 + 1] {
                let sampling = SamplingWeights(
                    ResizedSide(
                        inputSize: side.old, outputSize: side.new, window: window, isMirrored: false),
                    filter: filter)
                let length = sampling.source.count
                let wide = Self.picture(width: length, height: 3)
                #expect(
                    sampling.lines.across(wide.pixels, columns: length, using: instructions)
                        == ByteResampling.acrossPlainly(wide, sampling).pixels)
                let high = Self.picture(width: 11, height: length)
                #expect(
                    sampling.lines.down(high.pixels, width: 33, using: instructions)
                        == ByteResampling.downPlainly(high, sampling).pixels)
            }
        }
    }

    /// Bytes among which the extremes are many, so that filters overshoot.
    private static func picture(width: Int, height: Int) -> DecodedImage {
        var generator = SeededGenerator(seed: 1)
        let pixels = (0..<width * height * 3).map { _ -> UInt8 in
            let number = UInt16(truncatingIfNeeded: generator.next())
            return number & 0x100 == 0 ? UInt8(truncatingIfNeeded: number) : number & 0x200 == 0 ? 0 : 255
        }
        return DecodedImage(width: width, height: height, mode: .rgb, pixels: pixels)
    }
}

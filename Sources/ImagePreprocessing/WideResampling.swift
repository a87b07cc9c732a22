/// The two passes over gray of sixteen bits, in double precision.
enum WideResampling {
    /// Changes the width.
    static func across(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
        let size = PixelSize(width: sampling.starts.count, height: image.height)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size.width * size.height * 2)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let first = row * image.width + sampling.starts[column]
                append(
                    sum(of: image, from: first, step: 1, sampling, output: column), to: &pixels)
            }
        }
        return image.with(size, pixels: pixels)
    }

    /// Changes the height.
    static func down(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
        let size = PixelSize(width: image.width, height: sampling.starts.count)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size.width * size.height * 2)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let first = sampling.starts[row] * image.width + column
                append(
                    sum(of: image, from: first, step: image.width, sampling, output: row), to: &pixels)
            }
        }
        return image.with(size, pixels: pixels)
    }

    private static func sum(
        of image: DecodedImage, from first: Int, step: Int, _ sampling: SamplingWeights, output: Int
    ) -> Double {
        var sum = 0.0
        let count = sampling.counts[output]
        for index in 0..<count {
            let tap = sampling.isMirrored ? count - 1 - index : index
            let place = 2 * (first + tap * step)
            let value = Int(image.pixels[place]) << 8 | Int(image.pixels[place + 1])
            sum += Double(value) * sampling.weights[output * sampling.stride + tap]
        }
        return sum
    }

    private static func append(_ sum: Double, to pixels: inout [UInt8]) {
        let value = Int(min(max(sum.rounded(.toNearestOrAwayFromZero), 0), 65_535))
        pixels.append(UInt8(value >> 8))
        pixels.append(UInt8(value & 255))
    }
}

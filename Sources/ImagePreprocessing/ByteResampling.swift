import Kernels

/// The two passes over pictures of eight bits a channel, in fixed point.
///
/// Resizing took 45 % of the time from a JPEG to a model's input, so the passes that most pictures take, over
/// three channels and over lines of bytes, have kernels; the plain ones say the same for any number of
/// channels. Sums wrap around: weights sum up to 2^22 and their magnitudes to less than twice that, so with a
/// byte each they stay below 2^31.
enum ByteResampling {
    private static let half: Int32 = 1 << (SamplingWeights.fractionBits - 1)

    private static func byte(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(max(sum &>> SamplingWeights.fractionBits, 0), 255))
    }

    /// Changes the width, by the same sampling for a kernel where there is one.
    static func across(
        _ image: DecodedImage, _ sampling: SamplingWeights, kernel: LineSampling?
    ) -> DecodedImage {
        guard image.width > 0, let pixels = kernel?.across(image.pixels, columns: image.width)
        else { return acrossPlainly(image, sampling) }
        return image.with(
            PixelSize(width: sampling.starts.count, height: image.height), pixels: pixels)
    }

    /// Changes the height.
    static func down(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
        guard image.stride > 0, let pixels = sampling.lines.down(image.pixels, width: image.stride) else {
            return downPlainly(image, sampling)
        }
        return image.with(
            PixelSize(width: image.width, height: sampling.starts.count), pixels: pixels)
    }

    /// Changes the width, one number at a time.
    static func acrossPlainly(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
        let channels = image.mode.byteCount
        let size = PixelSize(width: sampling.starts.count, height: image.height)
        let fixedPoint = sampling.fixedPoint
        let weights = fixedPoint.span
        let source = image.pixels.span
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size.width * size.height * channels)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let first = row &* image.stride &+ sampling.starts[column] &* channels
                let firstWeight = column &* sampling.stride
                let count = sampling.counts[column]
                for channel in 0..<channels {
                    var sum = half
                    var place = first &+ channel
                    for tap in 0..<count {
                        sum &+= Int32(source[place]) &* weights[firstWeight &+ tap]
                        place &+= channels
                    }
                    pixels.append(byte(sum))
                }
            }
        }
        return image.with(size, pixels: pixels)
    }

    /// Changes the height, one number at a time.
    static func downPlainly(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
        let size = PixelSize(width: image.width, height: sampling.starts.count)
        let stride = image.stride
        let weights = sampling.fixedPoint
        let source = image.pixels.span
        var pixels: [UInt8] = []
        pixels.reserveCapacity(stride * size.height)
        var sums = [Int32](repeating: half, count: stride)
        for row in 0..<size.height {
            for place in sums.indices { sums[place] = half }
            for tap in 0..<sampling.counts[row] {
                let weight = weights[row * sampling.stride + tap]
                let first = (sampling.starts[row] + tap) * stride
                let line = source.extracting(first..<first + stride)
                for place in 0..<stride { sums[place] &+= Int32(line[place]) &* weight }
            }
            for sum in sums { pixels.append(byte(sum)) }
        }
        return image.with(size, pixels: pixels)
    }
}

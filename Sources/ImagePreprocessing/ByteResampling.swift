/// The two passes over pictures of eight bits a channel, in fixed point.
///
/// Sums wrap around: weights sum up to 2^22 and their magnitudes to less than twice that, so with a byte
/// each they stay below 2^31.
enum ByteResampling {
    private static let half: Int32 = 1 << (SamplingWeights.fractionBits - 1)

    private static func byte(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(max(sum &>> SamplingWeights.fractionBits, 0), 255))
    }

    /// Changes the width.
    static func across(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
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
                if channels == 3 {
                    var (red, green, blue) = (half, half, half)
                    var place = first
                    for tap in 0..<count {
                        let weight = weights[firstWeight &+ tap]
                        red &+= Int32(source[place]) &* weight
                        green &+= Int32(source[place &+ 1]) &* weight
                        blue &+= Int32(source[place &+ 2]) &* weight
                        place &+= 3
                    }
                    pixels.append(byte(red))
                    pixels.append(byte(green))
                    pixels.append(byte(blue))
                } else {
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
        }
        return image.with(size, pixels: pixels)
    }

    /// Changes the height.
    static func down(_ image: DecodedImage, _ sampling: SamplingWeights) -> DecodedImage {
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

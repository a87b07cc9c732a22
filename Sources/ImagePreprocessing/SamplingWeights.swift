import Kernels

/// Which source pixels make each output pixel along one side, and by how much each of them counts.
///
/// Only for the output pixels in a window: what a crop will cut off costs nothing.
struct SamplingWeights {
    /// Source pixels that any output pixel needs.
    let source: Range<Int>
    /// For each output pixel of the window, the first of its source pixels, counted from that of `source`.
    let starts: [Int]
    /// For each output pixel of the window, the number of its source pixels.
    let counts: [Int]
    /// Places in `weights` from one output pixel to the next.
    let stride: Int
    /// Weights, which sum up to 1 for each output pixel.
    let weights: [Double]

    /// Whether sums are to be made from the last pixel to the first, as it shows in double precision.
    let isMirrored: Bool

    private init(
        source: Range<Int>, starts: [Int], counts: [Int], stride: Int, weights: [Double], isMirrored: Bool
    ) {
        self.source = source
        self.starts = starts
        self.counts = counts
        self.stride = stride
        self.weights = weights
        self.isMirrored = isMirrored
    }

    /// Weights for a side as it is stored.
    init(_ side: ResizedSide, filter: ResamplingFilter) {
        let upright = SamplingWeights(upright: side, filter: filter)
        self = side.isMirrored ? upright.mirrored(inputSize: side.inputSize) : upright
    }

    /// Weights for a side as it is seen.
    ///
    /// Where the picture shrinks, the filter grows in the same ratio, so that every source pixel counts. The
    /// operations are in the order of Pillow's `precompute_coeffs`, since another order rounds differently.
    private init(upright side: ResizedSide, filter: ResamplingFilter) {
        let (inputSize, window) = (side.inputSize, side.window)
        let scale = Double(inputSize) / Double(side.outputSize)
        let filterScale = max(scale, 1)
        let support = filter.support * filterScale
        let inverse = 1 / filterScale
        let stride = filter.taps(along: side)

        var firsts: [Int] = []
        var counts: [Int] = []
        var weights = [Double](repeating: 0, count: window.count * stride)
        for (place, output) in window.enumerated() {
            let center = (Double(output) + 0.5) * scale
            let first = max(Int(center - support + 0.5), 0)
            let count = min(Int(center + support + 0.5), inputSize) - first
            var sum = 0.0
            for tap in 0..<count {
                let weight = filter.weight(at: (Double(tap + first) - center + 0.5) * inverse)
                weights[place * stride + tap] = weight
                sum += weight
            }
            if sum != 0 {
                for tap in 0..<count { weights[place * stride + tap] /= sum }
            }
            firsts.append(first)
            counts.append(count)
        }
        let lowest = firsts.min() ?? 0
        let highest = zip(firsts, counts).map(+).max() ?? lowest
        source = lowest..<highest
        starts = firsts.map { $0 - lowest }
        self.counts = counts
        self.stride = stride
        self.weights = weights
        isMirrored = false
    }

    /// The same sums over a side of `inputSize` pixels that is stored from the other end.
    private func mirrored(inputSize: Int) -> SamplingWeights {
        var mirrored = weights
        for (output, count) in counts.enumerated() {
            let target = (counts.count - 1 - output) * stride
            for tap in 0..<count { mirrored[target + tap] = weights[output * stride + count - 1 - tap] }
        }
        return SamplingWeights(
            source: inputSize - source.upperBound..<inputSize - source.lowerBound,
            starts: zip(starts, counts).map { source.count - $0 - $1 }.reversed(), counts: counts.reversed(),
            stride: stride, weights: mirrored, isMirrored: true)
    }

    /// Those for some of the output pixels, where the first of the source pixels are not there any more.
    func part(_ outputs: Range<Int>, droppingPixels dropped: Int) -> SamplingWeights {
        SamplingWeights(
            source: source.lowerBound + dropped..<source.upperBound,
            starts: starts[outputs].map { $0 - dropped }, counts: Array(counts[outputs]), stride: stride,
            weights: Array(weights[outputs.lowerBound * stride..<outputs.upperBound * stride]),
            isMirrored: isMirrored)
    }

    /// Bits behind the binary point of the weights for pixels of eight bits: the products of 8 bits and those
    /// fit 32 bits with two to spare, for the sign and for sums that overshoot.
    static let fractionBits: Int32 = 32 - 8 - 2

    /// The weights as fixed-point numbers, rounded half away from zero.
    var fixedPoint: [Int32] {
        weights.map { weight in
            // A normalised weight is far below 2^9, where this would leave 32 bits.
            Int32((weight < 0 ? -0.5 : 0.5) + weight * Double(1 << Self.fractionBits))
        }
    }

    /// The same for the kernels.
    var lines: LineSampling {
        LineSampling(
            starts: starts, counts: counts, weights: fixedPoint, stride: stride,
            fractionBits: Self.fractionBits)
    }
}

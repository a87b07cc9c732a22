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

    /// Weights that make `outputSize` pixels of `inputSize`.
    ///
    /// Where the picture shrinks, the filter grows in the same ratio, so that every source pixel counts. The
    /// operations are in the order of Pillow's `precompute_coeffs`, since another order rounds differently.
    init(inputSize: Int, outputSize: Int, window: Range<Int>, filter: ResamplingFilter) {
        let scale = Double(inputSize) / Double(outputSize)
        let filterScale = max(scale, 1)
        let support = filter.support * filterScale
        let inverse = 1 / filterScale
        // No more than there are: a long side has a wide filter, but is not longer than itself.
        let stride = min(Int(support.rounded(.up)) * 2 + 1, inputSize)

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

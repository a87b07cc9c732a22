import ModelKit

/// By how much a source pixel counts, by its distance from the output pixel's centre; Pillow's filters.
struct ResamplingFilter {
    /// Distance from which on pixels do not count.
    let support: Double
    private let isCubic: Bool

    /// The filter of this name.
    init(_ interpolation: Preprocessing.Interpolation) {
        isCubic = interpolation == .bicubic
        support = isCubic ? 2 : 1
    }

    /// The most stored pixels that make one pixel, where a side is resized.
    func taps(along side: ResizedSide) -> Int {
        let scale = max(Double(side.inputSize) / Double(side.outputSize), 1)
        // No more than there are: a long side has a wide filter, but is not longer than itself.
        return min(Int((support * scale).rounded(.up)) * 2 + 1, side.inputSize)
    }

    /// The weight at a distance.
    ///
    /// The operations are in Pillow's order, since another order rounds differently.
    func weight(at signedDistance: Double) -> Double {
        let x = abs(signedDistance)
        guard x < support else { return 0 }
        guard isCubic else { return 1 - x }
        let a = -0.5
        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * a
    }
}

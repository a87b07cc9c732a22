import Kernels
import Testing

@testable import Layers

/// Which inputs are taken out of a layer in 8-bit integers, at the widths that real models have.
@Suite struct OutlierInputsTests {
    @Test(arguments: [(1, 1), (64, 1), (100, 1), (101, 2), (768, 8), (1024, 11), (1280, 13), (65_536, 128)])
    func theLargestAreNamedInTheirOrder(_ width: Int, _ count: Int) {
        // Every second of the last is large, the later the larger; the first has a large bias.
        let gain = (0..<width).map { column in
            let fromEnd = width - 1 - column
            return fromEnd.isMultiple(of: 2) && fromEnd < 2 * count - 2 ? -Float(1000 - fromEnd) : 0.5
        }
        let bias = (0..<width).map { $0 == 0 ? Float(1e6) : 0.25 }
        let outliers = OutlierInputs.behind(LayerNorm(gain: gain, bias: bias, epsilon: 1e-5))
        let expected = [0] + (0..<count - 1).map { width - 1 - 2 * (count - 2 - $0) }
        #expect(outliers == expected)
    }

    /// Rows behind a norm reach some three times its gain.
    @Test func gainCountsThreeTimes() {
        let norm = LayerNorm(gain: [1, 1, 2, 1], bias: [0, 2.5, 0, -3.5], epsilon: 1e-5)
        #expect(OutlierInputs.behind(norm) == [3])
        let other = LayerNorm(gain: [1, 1, 2, 1], bias: [0, 2.5, 0, -2.5], epsilon: 1e-5)
        #expect(OutlierInputs.behind(other) == [2])
    }
}

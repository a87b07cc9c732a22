import Kernels
import Tensors
import Testing

/// Each function by every instruction set, against its plain twin.
@Suite struct PointwiseTests {
    /// From one end of what activations reach to the other, densely around zero, and where functions saturate.
    static let numbers: [Float] =
        (-4000...4000).map { Float($0) / 1000 } + (-300...300).map { Float($0) / 3 }
        + [0, -0.0, 1e-30, -1e-30, 1e-5, -1e-5, 87, -87, 88.7, -88.7, 89, -89, 1000, -1000, 3e38, -3e38]

    @Test(arguments: Pointwise.allCases, InstructionSet.available)
    func functionIsThatOfItsPlainTwin(_ function: Pointwise, _ instructions: InstructionSet) {
        var values = Self.numbers
        var span = values.mutableSpan
        function.apply(to: &span, using: instructions)
        for (x, y) in zip(Self.numbers, values) {
            let expected = function(x)
            // Relative to the larger of the two, since x sigmoid(x) cancels on the left.
            #expect(abs(y - expected) <= 4e-7 * max(abs(expected), min(abs(x), 1)), "\(function)(\(x))")
        }
    }

    @Test(arguments: Pointwise.allCases) func everyInstructionSetGivesTheSameBits(_ function: Pointwise) {
        let results = InstructionSet.available.map { instructions in
            var values = Self.numbers
            var span = values.mutableSpan
            function.apply(to: &span, using: instructions)
            return values.map(\.bitPattern)
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func notANumberStaysNone() {
        for function in Pointwise.allCases where function != .relu {
            var values: [Float] = [.nan, 1]
            var span = values.mutableSpan
            function.apply(to: &span)
            #expect(values[0].isNaN && values[1].isFinite)
        }
    }
}

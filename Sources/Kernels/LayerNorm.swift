import CKernels
public import Tensors

/// Normalises rows to mean 0 and variance 1, then scales and shifts each column (Ba et al., 2016).
public struct LayerNorm: Sendable {
    /// Factor of each column.
    public let gain: [Float]
    /// Added to each column.
    public let bias: [Float]
    /// Added to the variance before its root is taken.
    public let epsilon: Float

    /// A norm of rows as long as `gain` and `bias`.
    public init(gain: [Float], bias: [Float], epsilon: Float) {
        precondition(gain.count == bias.count, "a gain and a bias for each column")
        self.gain = gain
        self.bias = bias
        self.epsilon = epsilon
    }

    /// Normalises every row of `input`; `result` has the same size.
    public func apply(
        to input: Matrix, into result: inout Matrix, threads: Int = 1,
        using instructions: InstructionSet = .best
    ) {
        let (rows, width) = (input.rows, input.columns)
        precondition(width == gain.count && result.rows == rows && result.columns == width, "sizes differ")
        let shares = RowShares(rows: rows, threads: threads)
        // Each share reads and writes rows of its own; input and result are different arrays of rows * width.
        unsafe input.elements.withUnsafeBufferPointer { from in
            unsafe result.elements.withUnsafeMutableBufferPointer { to in
                nonisolated(unsafe) let (from, to) = (from.baseAddress, to.baseAddress)
                forEachInParallel(count: shares.count, threads: threads) { share in
                    let range = shares[share]
                    unsafe clip_layer_norm(
                        instructions.isa, from.map { unsafe $0 + range.lowerBound * width }, range.count,
                        width, gain,
                        bias, epsilon, to.map { unsafe $0 + range.lowerBound * width })
                }
            }
        }
    }
}

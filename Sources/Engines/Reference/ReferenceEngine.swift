package import Kernels
package import Tensors

/// Products by OpenBLAS in float32, everything else in plain Swift: the engine that golden embeddings come from.
package struct ReferenceEngine: Engine {
    private let product: OpenBLASProduct

    package init() throws(EngineError) {
        guard let product = OpenBLASProduct() else {
            throw EngineError(
                description:
                    "OpenBLAS cannot be loaded: the package libopenblas0 has it, and it needs 128 MiB for each processor"
            )
        }
        self.product = product
    }

    /// One, so that the order of sums depends neither on the batch nor on the number of threads.
    package var itemsAtOnce: Int { 1 }

    package func linear(_ parameters: LinearParameters) -> any Linear {
        ReferenceLinear(
            product: product, weight: parameters.weight.floats, bias: parameters.bias,
            outputs: parameters.outputs,
            inputs: parameters.inputs)
    }

    package func normalize(_ input: Matrix, _ norm: LayerNorm, into result: inout Matrix) {
        norm.applyPlainly(to: input, into: &result)
    }

    package func attend(
        _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, _ mask: Mask,
        into result: inout Matrix
    ) {
        let width = result.columns
        var path: [Int] = []
        for index in sequences.indices {
            let own = sequences[index]
            path = Array(path.prefix(sequences.shared[index])) + own
            let attended = attend(queriesKeysValues.rows(path), heads: heads, isCausal: mask == .causal)
            result.elements.replaceSubrange(
                own.lowerBound * width..<own.upperBound * width,
                with: attended.elements.suffix(own.count * width))
        }
    }

    /// Queries of a head whose scores are held at once, each with all the keys that it sees, so that memory does not grow
    /// with the square of the tokens.
    ///
    /// One block is all of an image of 224 pixels in patches of 16 or more, and all of most texts.
    private static let queriesAtOnce = 256

    /// Numbers of scores that attention among so many tokens holds at once.
    package static func scoreCount(tokens: Int) -> Int { min(tokens, queriesAtOnce) * tokens }

    /// Attention within one sequence, from `[rows, 3 width]` to `[rows, width]`: softmax(q kᵀ / √d) v, with d numbers in
    /// a head.
    private func attend(_ queriesKeysValues: Matrix, heads: Int, isCausal: Bool) -> Matrix {
        let (rows, width) = (queriesKeysValues.rows, queriesKeysValues.columns / 3)
        let size = width / heads
        let numbers = queriesKeysValues.elements.span
        var result = Matrix(rows: rows, columns: width)
        var resultSpan = result.elements.mutableSpan
        var scores = [Float](repeating: 0, count: Self.scoreCount(tokens: rows))
        for head in 0..<heads {
            func part(_ which: Int, _ rows: Range<Int>) -> Region {
                Region(
                    offset: (rows.lowerBound * 3 + which) * width + head * size, rows: rows.count,
                    columns: size, stride: 3 * width)
            }
            for first in stride(from: 0, to: rows, by: Self.queriesAtOnce) {
                let queries = first..<min(rows, first + Self.queriesAtOnce)
                // Keys that no query of the block sees are left out.
                let keys = 0..<(isCausal ? queries.upperBound : rows)
                let block = Region(rows: queries.count, columns: keys.count, stride: keys.count)
                var scoreSpan = scores.mutableSpan
                product.multiply(
                    numbers, part(0, queries), by: numbers, part(1, keys), isTransposed: true,
                    scale: 1 / Float(size).squareRoot(), into: &scoreSpan, block)
                for (row, query) in queries.enumerated() {
                    softmaxPlainly(
                        &scoreSpan, row * keys.count..<(row + 1) * keys.count,
                        visible: isCausal ? query + 1 : rows)
                }
                product.multiply(
                    scores.span, block, by: numbers, part(2, keys), isTransposed: false, into: &resultSpan,
                    Region(
                        offset: first * width + head * size, rows: queries.count, columns: size,
                        stride: width))
            }
        }
        return result
    }
}

private struct ReferenceLinear: Linear {
    let product: OpenBLASProduct
    let weight: [Float]
    let bias: [Float]?
    let outputs: Int
    let inputs: Int

    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) {
        var resultSpan = result.elements.mutableSpan
        product.multiply(
            input.elements.span, Region(rows: input.rows, columns: inputs, stride: inputs), by: weight.span,
            Region(rows: outputs, columns: inputs, stride: inputs), isTransposed: true,
            isAdded: ending.isAdded,
            into: &resultSpan, Region(rows: input.rows, columns: outputs, stride: outputs))
        if let bias {
            for row in 0..<input.rows {
                for column in 0..<outputs { result.elements[row * outputs + column] += bias[column] }
            }
        }
        if let function = ending.function { function.applyPlainly(to: &result) }
    }
}

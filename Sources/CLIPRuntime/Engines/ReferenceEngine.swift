import Kernels
import Tensors

/// Products by OpenBLAS in float32, everything else in plain Swift: the engine that golden embeddings come from.
struct ReferenceEngine: Engine {
    private let product: OpenBLASProduct

    init() throws(EngineError) {
        guard let product = OpenBLASProduct() else {
            throw EngineError(
                description:
                    "OpenBLAS cannot be loaded: the package libopenblas0 has it, and it needs 128 MiB for each processor"
            )
        }
        self.product = product
    }

    /// One, so that the order of sums depends neither on the batch nor on the number of threads.
    var itemsAtOnce: Int { 1 }

    func linear(_ parameters: LinearParameters) -> any Linear {
        ReferenceLinear(
            product: product, weight: parameters.weight.floats, bias: parameters.bias,
            outputs: parameters.outputs,
            inputs: parameters.inputs)
    }

    func normalize(_ input: Matrix, _ norm: LayerNorm, into result: inout Matrix) {
        norm.applyPlainly(to: input, into: &result)
    }

    func attend(
        _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix
    ) {
        let width = result.columns
        var path: [Int] = []
        for index in sequences.indices {
            let own = sequences[index]
            path = Array(path.prefix(sequences.shared[index])) + own
            let attended = attend(queriesKeysValues.rows(path), heads: heads, isCausal: isCausal)
            result.elements.replaceSubrange(
                own.lowerBound * width..<own.upperBound * width,
                with: attended.elements.suffix(own.count * width))
        }
    }

    /// Attention within one sequence, from `[rows, 3 width]` to `[rows, width]`: softmax(q kᵀ / √d) v, with d numbers in
    /// a head.
    private func attend(_ queriesKeysValues: Matrix, heads: Int, isCausal: Bool) -> Matrix {
        let (rows, width) = (queriesKeysValues.rows, queriesKeysValues.columns / 3)
        let size = width / heads
        func part(_ which: Int, _ head: Int) -> Region {
            Region(offset: which * width + head * size, rows: rows, columns: size, stride: 3 * width)
        }
        let all = Region(rows: rows, columns: rows, stride: rows)
        var result = Matrix(rows: rows, columns: width)
        for head in 0..<heads {
            var scores = Matrix(rows: rows, columns: rows)
            var scoreSpan = scores.elements.mutableSpan
            product.multiply(
                queriesKeysValues.elements.span, part(0, head), by: queriesKeysValues.elements.span,
                part(1, head),
                isTransposed: true, scale: 1 / Float(size).squareRoot(), into: &scoreSpan, all)
            for row in 0..<rows {
                softmaxPlainly(&scores, row: row, visible: isCausal ? row + 1 : rows)
            }
            var resultSpan = result.elements.mutableSpan
            product.multiply(
                scores.elements.span, all, by: queriesKeysValues.elements.span, part(2, head),
                isTransposed: false,
                into: &resultSpan, Region(offset: head * size, rows: rows, columns: size, stride: width))
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

import Kernels
import Tensors
import Testing

/// Norm, softmax and products, each against the plainest statement of it.
@Suite struct LayerTests {
    static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var state = seed
        return Matrix(
            rows: rows, columns: columns,
            (0..<rows * columns).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
            })
    }

    static let widths = [1, 3, 15, 16, 17, 31, 64, 100, 768]

    @Test(arguments: widths, InstructionSet.available)
    func normIsThatOfItsPlainTwin(_ width: Int, _ instructions: InstructionSet) {
        let input = Self.matrix(37, width, seed: 1)
        let norm = LayerNorm(
            gain: Self.matrix(1, width, seed: 2).elements, bias: Self.matrix(1, width, seed: 3).elements,
            epsilon: 1e-5)
        for threads in [1, 3] {
            var (fast, plain) = (Matrix(rows: 37, columns: width), Matrix(rows: 37, columns: width))
            norm.apply(to: input, into: &fast, threads: threads, using: instructions)
            norm.applyPlainly(to: input, into: &plain)
            #expect(Self.distance(fast, plain) < 2e-6)
        }
    }

    @Test(arguments: widths, InstructionSet.available)
    func softmaxIsThatOfItsPlainTwin(_ width: Int, _ instructions: InstructionSet) {
        var plain = Self.matrix(1, width, seed: 4)
        for index in plain.elements.indices { plain.elements[index] *= 30 }
        var fast = plain.elements
        var span = fast.mutableSpan
        softmax(&span, using: instructions)
        var plainSpan = plain.elements.mutableSpan
        softmaxPlainly(&plainSpan, 0..<width, visible: width)
        #expect(Self.distance(Matrix(rows: 1, columns: width, fast), plain) < 1e-6)
        #expect(abs(fast.reduce(0, +) - 1) < 1e-5)
    }

    @Test func productOfOpenBLASIsAProduct() throws {
        let product = try #require(OpenBLASProduct())
        let (input, weight, _) = Self.layer((13, 21, 8))
        var result = Matrix(rows: 13, columns: 8)
        var span = result.elements.mutableSpan
        product.multiply(
            input.elements.span, Region(rows: 13, columns: 21, stride: 21), by: weight.elements.span,
            Region(rows: 8, columns: 21, stride: 21), isTransposed: true, into: &span,
            Region(rows: 13, columns: 8, stride: 8))
        #expect(Self.distance(result, Self.product(input, weight, nil, addedTo: nil, nil)) < 1e-6)
    }

    // MARK: Plain statements

    static func layer(_ size: (rows: Int, inputs: Int, outputs: Int)) -> (Matrix, Matrix, [Float]) {
        (
            matrix(size.rows, size.inputs, seed: 5), matrix(size.outputs, size.inputs, seed: 6),
            matrix(1, size.outputs, seed: 7).elements
        )
    }

    static func product(
        _ input: Matrix, _ weight: Matrix, _ bias: [Float]?, addedTo sum: Matrix?, _ function: Pointwise?
    ) -> Matrix {
        var result = sum ?? Matrix(rows: input.rows, columns: weight.rows)
        for row in 0..<input.rows {
            for output in 0..<weight.rows {
                var value = zip(input[row: row], weight[row: output]).reduce(0.0) {
                    $0 + Double($1.0) * Double($1.1)
                }
                value += Double(bias?[output] ?? 0) + Double(result.elements[row * weight.rows + output])
                result.elements[row * weight.rows + output] =
                    function.map { $0(Float(value)) } ?? Float(value)
            }
        }
        return result
    }

    /// A row as its 8-bit integers stand for it.
    static func quantize(_ matrix: inout Matrix, row: Int, outliers: [Int]) {
        let columns = (0..<matrix.columns).filter { !outliers.contains($0) }
        let start = row * matrix.columns
        let largest = columns.map { abs(matrix.elements[start + $0]) }.max() ?? 0
        for column in columns where largest > 0 {
            let integer = (matrix.elements[start + column] * (127 / largest)).rounded(.toNearestOrEven)
            matrix.elements[start + column] = integer * (largest / 127)
        }
    }

    /// The length of the difference, as a share of the length of the expected.
    static func distance(_ actual: Matrix, _ expected: Matrix) -> Double {
        var (difference, length) = (0.0, 0.0)
        for (a, b) in zip(actual.elements, expected.elements) {
            difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
            length += Double(b) * Double(b)
        }
        return (difference / max(length, 1e-30)).squareRoot()
    }
}

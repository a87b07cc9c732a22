import Glibc
public import Tensors

// The plain twins of the element-wise kernels: what they should compute, as it is written in the papers.

extension LayerNorm {
    /// The plain twin of `apply(to:into:)`.
    public func applyPlainly(to input: Matrix, into result: inout Matrix) {
        let width = input.columns
        for row in 0..<input.rows {
            let numbers = input[row: row]
            let mean = numbers.reduce(0) { $0 + Double($1) } / Double(width)
            let variance =
                numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(width)
            let scale = 1 / (variance + Double(epsilon)).squareRoot()
            for column in 0..<width {
                let normal = Float((Double(input.elements[row * width + column]) - mean) * scale)
                result.elements[row * width + column] = normal * gain[column] + bias[column]
            }
        }
    }
}

extension Pointwise {
    /// The function of one number.
    public func callAsFunction(_ x: Float) -> Float {
        switch self {
        case .quickGELU: return x / (1 + expf(-1.702 * x))
        case .gelu: return x * 0.5 * erfcf(-x * Float(0.5).squareRoot())
        case .geluTanh:
            let u = (2 / Float.pi).squareRoot() * (x + 0.044715 * x * x * x)
            return 0.5 * x * (1 + tanhf(u))
        case .relu: return max(x, 0)
        }
    }

    /// The plain twin of `apply(to:)`.
    public func applyPlainly(to values: inout Matrix) {
        for index in values.elements.indices { values.elements[index] = self(values.elements[index]) }
    }
}

/// The plain twin of `softmax`: over the first `visible` numbers of a row, of which the others become 0.
public func softmaxPlainly(_ numbers: inout MutableSpan<Float>, _ row: Range<Int>, visible: Int) {
    let seen = row.prefix(visible)
    var largest = -Float.infinity
    for index in seen { largest = max(largest, numbers[index]) }
    var sum: Float = 0
    for index in seen {
        numbers[index] = expf(numbers[index] - largest)
        sum += numbers[index]
    }
    for index in seen { numbers[index] /= sum }
    for index in row.dropFirst(visible) { numbers[index] = 0 }
}

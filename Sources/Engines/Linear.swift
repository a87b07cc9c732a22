package import Kernels
package import Tensors

/// A linear layer of an engine.
package protocol Linear: Sendable {
    /// Numbers in a row that comes out.
    var outputs: Int { get }

    /// Applies the layer to every row of `input`.
    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError)
}

extension Linear {
    /// What the layer makes of every row of `input`: `[rows, outputs]`.
    package func callAsFunction(_ input: Matrix) throws(EngineError) -> Matrix {
        var result = Matrix(rows: input.rows, columns: outputs)
        try apply(to: input, .replacing, into: &result)
        return result
    }
}

/// What a linear layer `y = x Wᵀ + b` is made of.
package struct LinearParameters: Sendable {
    /// `[outputs, inputs]`.
    package var weight: StoredWeight
    /// `[outputs]`.
    package var bias: [Float]?
    /// Numbers in a row that comes out.
    package var outputs: Int
    /// Numbers in a row that goes in.
    package var inputs: Int
    /// What it may be computed in beside float32, by an engine that does: less where little is to be gained, or much
    /// depends on it.
    package var reducedPrecisions: Set<ComputePrecision>
    /// Inputs that are much larger than others, so that 8-bit integers would serve the others badly.
    package var outliers: [Int]

    /// A layer's parameters.
    package init(
        weight: StoredWeight, bias: [Float]?, outputs: Int, inputs: Int,
        reducedPrecisions: Set<ComputePrecision>, outliers: [Int] = []
    ) {
        self.weight = weight
        self.bias = bias
        self.outputs = outputs
        self.inputs = inputs
        self.reducedPrecisions = reducedPrecisions
        self.outliers = outliers
    }
}

/// What becomes of the outputs of a linear layer.
package enum Ending: Sendable, Equatable {
    /// They replace what is in the result.
    case replacing
    /// The function of each does.
    case applying(Pointwise)
    /// They are added to the result.
    case adding
    /// The same, and the function of each sum replaces it.
    case addingThenApplying(Pointwise)

    var isAdded: Bool {
        switch self {
        case .adding, .addingThenApplying: true
        case .replacing, .applying: false
        }
    }

    var function: Pointwise? {
        switch self {
        case .applying(let function), .addingThenApplying(let function): function
        case .replacing, .adding: nil
        }
    }
}

/// A convolution of 3 x 3 pixels that an engine does without laying neighbourhoods out.
package protocol DirectConvolution: Sendable {
    /// Convolves a map, zero outside; the result is of its size.
    func apply(to map: FeatureMap, _ ending: Ending, into result: inout FeatureMap) throws(EngineError)
}

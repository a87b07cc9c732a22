package import ByteIO
package import Engines
package import Kernels
package import Quantization
package import Tensors

/// Makes layers of a model's weights for an engine.
package struct LayerLoader: LayerMaker {
    package typealias Failure = FileError

    private let weights: any WeightSource
    private let engine: any Engine
    private let threads: Int

    /// A loader that works on so many threads.
    package init(weights: any WeightSource, engine: any Engine, threads: Int) {
        self.weights = weights
        self.engine = engine
        self.threads = threads
    }

    package func table(_ name: String, _ shape: Shape, _ role: Role) throws(FileError) -> [Float] {
        try weights.floats(name)
    }

    package func tokens(_ name: String, count: Int, width: Int) -> TokenTable {
        TokenTable(weights: weights, name: name)
    }

    package func norm(_ module: String, width: Int, epsilon: Double) throws(FileError) -> LayerNorm {
        LayerNorm(
            gain: try weights.floats(module + ".weight"), bias: try weights.floats(module + ".bias"),
            epsilon: Float(epsilon))
    }

    package func linear(_ shape: LinearShape, rows: Int) throws(FileError) -> any Linear {
        try linear(parameters(shape))
    }

    package func patchEmbedding(
        _ names: LinearNames, patch: Int, to outputs: Int, rows: Int
    ) throws(FileError) -> any Linear {
        try linear(LinearShape(names, from: 3 * patch * patch, to: outputs, .patchKernel), rows: rows)
    }

    package func projection(
        _ name: String, from inputs: Int, to outputs: Int
    ) throws(FileError) -> any Linear {
        let stored = try weights.floats(name)
        var transposed = [Float](repeating: 0, count: stored.count)
        for input in 0..<inputs {
            for output in 0..<outputs {
                transposed[output * inputs + input] = stored[input * outputs + output]
            }
        }
        return try linear(
            LinearParameters(
                weight: .floats(transposed), bias: nil, outputs: outputs, inputs: inputs,
                reducedPrecisions: Role.projection.reducedPrecisions))
    }

    package func convolution(
        _ shape: ConvolutionShape, side: Int, beside: Int
    ) throws(FileError) -> Convolution {
        let parameters = try Convolution.parameters(shape, weights)
        if shape.size == 3, shape.stride == 1,
            let direct = try made({ () throws(EngineError) in try engine.convolution(parameters) })
        {
            return Convolution(shape, direct)
        }
        return Convolution(shape, try linear(parameters))
    }

    /// Each block is read and laid out by one thread: three quarters of the time from the start of a process to its first
    /// embedding go into that.
    package func blocks(
        _ count: Int, _ shape: BlockShape, tokens: Int, names: @Sendable (Int) -> BlockNames
    ) throws(FileError) -> [any Block] {
        try mapInParallel(count: count, threads: threads) { index throws(FileError) in
            let parameters = try parameters(shape, names(index))
            return try made { () throws(EngineError) in try engine.block(parameters) }
        }
    }

    private func parameters(_ shape: BlockShape, _ names: BlockNames) throws(FileError) -> BlockParameters {
        let attentionNorm = try norm(names.attentionNorm, width: shape.width, epsilon: shape.epsilon)
        let mlpNorm = try norm(names.mlpNorm, width: shape.width, epsilon: shape.epsilon)
        return BlockParameters(
            heads: shape.heads, attentionNorm: attentionNorm,
            inProjection: try parameters(shape.inProjection(names), behind: attentionNorm),
            outProjection: try parameters(shape.outProjection(names)), mlpNorm: mlpNorm,
            expansion: try parameters(shape.expansion(names), behind: mlpNorm),
            activation: shape.activation, contraction: try parameters(shape.contraction(names)))
    }

    private func parameters(
        _ shape: LinearShape, behind norm: LayerNorm? = nil
    ) throws(FileError) -> LinearParameters {
        LinearParameters(
            weight: try weights.weight(shape.names.weight),
            bias: try shape.names.bias.map { (name) throws(FileError) in try weights.floats(name) },
            outputs: shape.outputs, inputs: shape.inputs, reducedPrecisions: shape.role.reducedPrecisions,
            outliers: norm.map(OutlierInputs.behind) ?? [])
    }

    private func linear(_ parameters: LinearParameters) throws(FileError) -> any Linear {
        try made { () throws(EngineError) in try engine.linear(parameters) }
    }

    private func made<Layer>(_ make: () throws(EngineError) -> Layer) throws(FileError) -> Layer {
        do {
            return try make()
        } catch {
            throw FileError(error)
        }
    }
}

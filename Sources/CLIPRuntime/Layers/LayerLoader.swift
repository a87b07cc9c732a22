import ByteIO
import Kernels

/// Makes layers of a model's weights for an engine.
struct LayerLoader: Sendable {
    let weights: any WeightSource
    let engine: any Engine
    /// Threads to load on.
    let threads: Int

    /// As many blocks of a transformer, each read and laid out by one thread: three quarters of the time from the start of
    /// a process to its first embedding go into that.
    func blocks(
        _ count: Int, named name: String, _ shape: TransformerShape
    ) throws(FileError) -> [ResidualBlock] {
        try mapInParallel(count: count, threads: threads) { index throws(FileError) in
            try ResidualBlock("\(name).\(index)", shape, self)
        }
    }

    func layerNorm(_ name: String, epsilon: Double) throws(FileError) -> LayerNorm {
        LayerNorm(
            gain: try weights.floats(name + ".weight"), bias: try weights.floats(name + ".bias"),
            epsilon: Float(epsilon))
    }

    /// A linear layer with its `weight` and `bias`.
    func linear(
        _ name: String, outputs: Int, inputs: Int, outliers: [Int] = []
    ) throws(FileError) -> any Linear {
        try linear(
            LinearParameters(
                weight: try weights.weight(name + ".weight"), bias: try weights.floats(name + ".bias"),
                outputs: outputs,
                inputs: inputs, outliers: outliers))
    }

    /// A projection, stored `[inputs, outputs]` and applied as `x · W`.
    ///
    /// It makes the embedding itself, and nothing after it evens out its rounding; so it keeps its precision.
    func projection(_ name: String, outputs: Int, inputs: Int) throws(FileError) -> any Linear {
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
                reducedPrecisions: []
            ))
    }

    func linear(_ parameters: LinearParameters) throws(FileError) -> any Linear {
        try made { () throws(EngineError) in try engine.linear(parameters) }
    }

    /// A convolution of 3 x 3 pixels, where the engine has a way beside the product of neighbourhoods.
    func convolution(_ parameters: LinearParameters) throws(FileError) -> (any DirectConvolution)? {
        try made { () throws(EngineError) in try engine.convolution(parameters) }
    }

    private func made<Layer>(_ make: () throws(EngineError) -> Layer) throws(FileError) -> Layer {
        do {
            return try make()
        } catch {
            throw FileError(.inputOutput, found: error.description, allowed: "free some memory")
        }
    }
}

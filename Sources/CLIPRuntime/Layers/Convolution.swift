import ByteIO
import Kernels
import Tensors

/// A convolution of 1 x 1 or 3 x 3 pixels and the batch norm behind it, which is folded into its weights.
///
/// A product of matrices, with the pixels around each one in a row, unless the engine has a better way. It is never computed in bfloat16: a ResNet has no
/// norms that would even its errors out, and those of RN50x16 came to a cosine of 0.9945 (docs/measurements.md). As
/// 8-bit integers are computed those that are stored so, which are the late ones.
struct Convolution: Sendable {
    private let engine: any Engine
    private let product: Product
    private let size: Int
    private let stride: Int
    private let outputs: Int

    private enum Product {
        case ofNeighbourhoods(any Linear)
        case direct(any DirectConvolution)
    }

    /// - Parameters:
    ///   - name: of the convolution, whose weight is `[outputs, inputs, size, size]`.
    ///   - norm: of the batch norm.
    init(
        _ name: String, norm: String, outputs: Int, inputs: Int, size: Int, stride: Int = 1, epsilon: Double,
        _ load: LayerLoader
    ) throws(FileError) {
        self.size = size
        self.stride = stride
        self.outputs = outputs
        engine = load.engine
        // γ (w·x - μ) / √(σ² + ε) + β  =  (γ / √(σ² + ε)) w · x  +  (β - γ μ / √(σ² + ε))
        let gain = try load.weights.floats(norm + ".weight")
        let bias = try load.weights.floats(norm + ".bias")
        let mean = try load.weights.floats(norm + ".running_mean")
        let variance = try load.weights.floats(norm + ".running_var")
        let factors = zip(gain, variance).map { Float(Double($0) / (Double($1) + epsilon).squareRoot()) }
        let shifts = bias.indices.map { bias[$0] - factors[$0] * mean[$0] }
        let weight = try load.weights.weight(name + ".weight")
        let parameters = LinearParameters(
            weight: weight.channelsLast(outputs: outputs, inputs: inputs, area: size * size).scaled(
                by: factors),
            bias: shifts, outputs: outputs, inputs: inputs * size * size, reducedPrecisions: [.int8])
        if size == 3, stride == 1, let direct = try load.convolution(parameters) {
            product = .direct(direct)
        } else {
            product = .ofNeighbourhoods(try load.linear(parameters))
        }
    }

    /// The convolution of a map, zero-padded so that stride 1 keeps its size.
    func apply(to map: FeatureMap, _ ending: Ending) throws(EngineError) -> FeatureMap {
        switch product {
        case .direct(let convolution):
            var result = FeatureMap(map.size, pixels: Matrix(rows: map.pixels.rows, columns: outputs))
            try convolution.apply(to: map, ending, into: &result)
            return result
        case .ofNeighbourhoods(let linear):
            let input = size == 1 ? map : engine.neighbourhoods(of: map, stride: stride)
            var result = FeatureMap(input.size, pixels: Matrix(rows: input.pixels.rows, columns: outputs))
            try linear.apply(to: input.pixels, ending, into: &result.pixels)
            return result
        }
    }

    /// The convolution of a map added to another, then the ending's function of the sum.
    func apply(to map: FeatureMap, addingTo sum: inout FeatureMap, _ ending: Ending) throws(EngineError) {
        switch product {
        case .direct(let convolution): try convolution.apply(to: map, ending, into: &sum)
        case .ofNeighbourhoods(let linear):
            let input = size == 1 ? map : engine.neighbourhoods(of: map, stride: stride)
            try linear.apply(to: input.pixels, ending, into: &sum.pixels)
        }
    }
}

extension StoredWeight {
    /// Reorders `[outputs, inputs, area]` to `[outputs, area, inputs]`.
    fileprivate func channelsLast(outputs: Int, inputs: Int, area: Int) -> StoredWeight {
        func reordered<Number>(_ numbers: [Number]) -> [Number] {
            guard area > 1 else { return numbers }
            var result = numbers
            for output in 0..<outputs {
                for input in 0..<inputs {
                    for position in 0..<area {
                        result[(output * area + position) * inputs + input] =
                            numbers[(output * inputs + input) * area + position]
                    }
                }
            }
            return result
        }
        return switch self {
        case .floats, .encoded: .floats(reordered(floats))
        case .integers(let integers, let scales): .integers(reordered(integers), scales: scales)
        }
    }
}

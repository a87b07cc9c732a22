import ByteIO
package import Engines
import Kernels
import Quantization
import Tensors

/// A convolution of 1 x 1 or 3 x 3 pixels and the batch norm behind it, which is folded into its weights.
///
/// A product of matrices, with the pixels around each one in a row, unless the engine has a better way. As 8-bit
/// integers are computed those that are stored so, which are the late ones.
package struct Convolution: Sendable {
    private let product: Product
    private let size: Int
    private let stride: Int
    private let outputs: Int

    private enum Product {
        case ofNeighbourhoods(any Linear)
        case direct(any DirectConvolution)
    }

    /// A convolution that is a product of the layer.
    init(_ shape: ConvolutionShape, _ layer: any Linear) {
        self.init(shape, .ofNeighbourhoods(layer))
    }

    /// A convolution that an engine does.
    init(_ shape: ConvolutionShape, _ convolution: any DirectConvolution) {
        self.init(shape, .direct(convolution))
    }

    private init(_ shape: ConvolutionShape, _ product: Product) {
        self.product = product
        size = shape.size
        stride = shape.stride
        outputs = shape.outputs
    }

    /// The weights of the convolution with the norm folded in.
    static func parameters(
        _ shape: ConvolutionShape, _ weights: any WeightSource
    ) throws(FileError) -> LinearParameters {
        // γ (w·x - μ) / √(σ² + ε) + β  =  (γ / √(σ² + ε)) w · x  +  (β - γ μ / √(σ² + ε))
        let gain = try weights.floats(shape.norm + ".weight")
        let bias = try weights.floats(shape.norm + ".bias")
        let mean = try weights.floats(shape.norm + ".running_mean")
        let variance = try weights.floats(shape.norm + ".running_var")
        let factors = zip(gain, variance).map {
            Float(Double($0) / (Double($1) + shape.epsilon).squareRoot())
        }
        let shifts = bias.indices.map { bias[$0] - factors[$0] * mean[$0] }
        let (outputs, inputs, area) = (shape.outputs, shape.inputs, shape.size * shape.size)
        let weight = try weights.weight(shape.name + ".weight")
        return LinearParameters(
            weight: weight.channelsLast(outputs: outputs, inputs: inputs, area: area).scaled(by: factors),
            bias: shifts, outputs: outputs, inputs: inputs * area,
            reducedPrecisions: shape.role.reducedPrecisions)
    }

    /// The convolution of a map, zero-padded so that stride 1 keeps its size.
    package func apply(
        to map: FeatureMap, _ ending: Ending, on engine: any Engine
    ) throws(EngineError) -> FeatureMap {
        let (height, width) = ((map.height - 1) / stride + 1, (map.width - 1) / stride + 1)
        let size = MapSize(count: map.count, height: height, width: width)
        var result = FeatureMap(
            size, pixels: Matrix(rows: map.count * height * width, columns: outputs))
        try apply(to: map, into: &result, ending, on: engine)
        return result
    }

    /// The convolution of a map put into another, or added to it, as the ending says.
    package func apply(
        to map: FeatureMap, into result: inout FeatureMap, _ ending: Ending, on engine: any Engine
    ) throws(EngineError) {
        switch product {
        case .direct(let convolution): try convolution.apply(to: map, ending, into: &result)
        case .ofNeighbourhoods(let linear):
            let input = size == 1 ? map : engine.neighbourhoods(of: map, stride: stride)
            try linear.apply(to: input.pixels, ending, into: &result.pixels)
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

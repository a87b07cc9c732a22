import Kernels
import Tensors

/// The fast engine: products of the project's own, and oneDNN for float32 attention and for processors without AVX-512.
///
/// What is not stored in integers is never computed in them.
struct OneDNNEngine: Engine {
    private let oneDNN: OneDNN
    private let precision: ComputePrecision

    /// An engine.
    ///
    /// A processor without instructions for the precision computes in float32.
    init(precision: ComputePrecision, threads: Int) throws(EngineError) {
        self.precision = precision.isSupported ? precision : .fp32
        do {
            oneDNN = try OneDNN(threads: threads)
        } catch {
            throw EngineError(error)
        }
    }

    var itemsAtOnce: Int { 4 }

    func linear(_ parameters: LinearParameters) throws(EngineError) -> any Linear {
        let (outputs, inputs) = (parameters.outputs, parameters.inputs)
        if precision == .int8, parameters.reducedPrecisions.contains(.int8),
            case .integers(let integers, let scales) = parameters.weight
        {
            return try packed(
                PackedLinear(
                    integers: integers.span, scales: scales, bias: parameters.bias,
                    outliers: parameters.outliers,
                    outputs: outputs, inputs: inputs))
        }
        let isReduced =
            precision != .fp32 && parameters.reducedPrecisions.contains(.bf16)
            && ComputePrecision.bf16.isSupported
        if isReduced || PackedLinear.isFastestInFloat32 {
            return try packed(PackedLinear(parameters, computedIn: isReduced ? .bf16 : .fp32))
        }
        let weight = parameters.weight.floats
        do {
            return OneDNNLayer(
                linear: try OneDNNLinear(
                    oneDNN, weights: weight.span, bias: parameters.bias, outputs: outputs, inputs: inputs))
        } catch {
            throw EngineError(error)
        }
    }

    func convolution(_ parameters: LinearParameters) throws(EngineError) -> (any DirectConvolution)? {
        guard PackedLinear.isFastestInFloat32, !isInteger(parameters) else { return nil }
        let convolution = PackedConvolution(
            weights: parameters.weight.floats.span,
            bias: parameters.bias ?? [Float](repeating: 0, count: parameters.outputs),
            outputs: parameters.outputs,
            inputs: parameters.inputs / 9)
        guard let convolution else { throw .noMemory }
        return WinogradConvolution(convolution: convolution, threads: oneDNN.threads)
    }

    /// Whether a layer is to be computed in 8-bit integers.
    private func isInteger(_ parameters: LinearParameters) -> Bool {
        guard precision == .int8, parameters.reducedPrecisions.contains(.int8),
            case .integers = parameters.weight
        else { return false }
        return true
    }

    private func packed(_ linear: PackedLinear?) throws(EngineError) -> any Linear {
        guard let linear else { throw .noMemory }
        return PackedLayer(linear: linear, threads: oneDNN.threads)
    }

    func normalize(_ input: Matrix, _ norm: LayerNorm, into result: inout Matrix) {
        norm.apply(to: input, into: &result, threads: oneDNN.threads)
    }

    func attend(
        _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix
    ) throws(EngineError) {
        if sequences.haveSharedBeginnings {
            return attendAlongPaths(queriesKeysValues, heads: heads, sequences: sequences, into: &result)
        }
        do {
            try oneDNN.attention(
                queriesKeysValues, heads: heads, sequences: sequences, isCausal: isCausal, into: &result)
        } catch {
            throw EngineError(error)
        }
    }
}

extension PackedLinear {
    /// A layer of floating-point weights, from what they lie in.
    fileprivate convenience init?(_ parameters: LinearParameters, computedIn precision: ComputePrecision) {
        let (bias, outputs, inputs) = (parameters.bias, parameters.outputs, parameters.inputs)
        if case .encoded(let weights) = parameters.weight {
            self.init(weights: weights, bias: bias, outputs: outputs, inputs: inputs, computedIn: precision)
        } else {
            self.init(
                weights: parameters.weight.floats.span, bias: bias, outputs: outputs, inputs: inputs,
                computedIn: precision)
        }
    }
}

extension OneDNNEngine {
    func neighbourhoods(of map: FeatureMap, stride: Int) -> FeatureMap {
        FeatureMap(
            MapSize(
                count: map.count, height: (map.height - 1) / stride + 1, width: (map.width - 1) / stride + 1),
            pixels: Kernels.neighbourhoods(map.pixels, map.size, stride: stride, threads: oneDNN.threads))
    }

    func averagedByTwo(_ map: FeatureMap) -> FeatureMap {
        FeatureMap(
            MapSize(count: map.count, height: map.height / 2, width: map.width / 2),
            pixels: averageByTwo(map.pixels, map.size, threads: oneDNN.threads))
    }

    func featureMap(planes: Matrix, side: Int) -> FeatureMap {
        let size = MapSize(count: planes.rows, height: side, width: side)
        return FeatureMap(size, pixels: interleavePlanes(planes, size, channels: 3, threads: oneDNN.threads))
    }
}

private struct WinogradConvolution: DirectConvolution {
    let convolution: PackedConvolution
    let threads: Int

    func apply(to map: FeatureMap, _ ending: Ending, into result: inout FeatureMap) throws(EngineError) {
        let isDone = convolution.apply(
            to: map.pixels, map.size, isAdded: ending.isAdded, function: ending.function,
            into: &result.pixels,
            threads: threads)
        guard isDone else { throw .noMemory }
    }
}

private struct OneDNNLayer: Linear {
    let linear: OneDNNLinear

    var outputs: Int { linear.outputs }

    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError) {
        do {
            try linear.apply(to: input, isAdded: ending.isAdded, function: ending.function, into: &result)
        } catch {
            throw EngineError(error)
        }
    }
}

private struct PackedLayer: Linear {
    let linear: PackedLinear
    let threads: Int

    var outputs: Int { linear.outputs }

    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError) {
        let isDone = linear.apply(
            to: input, isAdded: ending.isAdded, function: ending.function, into: &result, threads: threads)
        guard isDone else { throw .noMemory }
    }

    func attend(
        to input: Matrix, normalizedBy norm: LayerNorm, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix
    ) throws(EngineError) -> Bool {
        guard linear.precision != .fp32, ComputePrecision.bf16.isSupported,
            result.columns.isMultiple(of: 2 * heads), !sequences.haveSharedBeginnings
        else { return false }
        let isDone = linear.attend(
            to: input, normalizedBy: norm, heads: heads, sequences: sequences, isCausal: isCausal,
            into: &result,
            threads: threads)
        guard isDone else { throw .noMemory }
        return true
    }

    func apply(
        normalizedBy norm: LayerNorm, _ function: Pointwise, then second: any Linear,
        addingTo rows: inout Matrix
    ) throws(EngineError) -> Bool {
        guard let second = second as? PackedLayer, second.linear.precision == linear.precision else {
            return false
        }
        let isDone = linear.apply(
            normalizedBy: norm, function, then: second.linear, addingTo: &rows, threads: threads)
        guard isDone else { throw .noMemory }
        return true
    }
}

extension EngineError {
    fileprivate init(_ failure: OneDNNFailure) { description = failure.description }

    fileprivate static var noMemory: EngineError {
        EngineError(description: "there is no memory for a layer")
    }
}

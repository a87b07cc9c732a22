import Kernels
import Tensors

/// Layers on oneDNN, in float32, bfloat16 or 8-bit integers; what is not stored in integers is never computed in them.
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

    var itemsAtOnce: Int { 8 }

    func linear(_ parameters: LinearParameters) throws(EngineError) -> any Linear {
        do {
            return OneDNNLayer(linear: try layer(parameters))
        } catch {
            throw EngineError(error)
        }
    }

    private func layer(_ parameters: LinearParameters) throws(OneDNNFailure) -> OneDNNLinear {
        let (outputs, inputs) = (parameters.outputs, parameters.inputs)
        if precision == .int8, parameters.reducedPrecisions.contains(.int8),
            case .integers(let integers, let scales) = parameters.weight
        {
            return try OneDNNLinear(
                oneDNN, integers: integers.span, scales: scales, bias: parameters.bias,
                outliers: parameters.outliers, outputs: outputs, inputs: inputs)
        }
        let isHalf =
            precision != .fp32 && parameters.reducedPrecisions.contains(.bf16)
            && ComputePrecision.bf16.isSupported
        let weight = parameters.weight.floats
        return try OneDNNLinear(
            oneDNN, weights: weight.span, bias: parameters.bias, outputs: outputs, inputs: inputs,
            computedIn: isHalf ? .bf16 : .fp32)
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

private struct OneDNNLayer: Linear {
    let linear: OneDNNLinear

    var outputs: Int { linear.outputs }

    func apply(
        to input: Matrix, _ function: Pointwise, then second: any Linear, addingTo result: inout Matrix
    ) throws(EngineError) -> Bool {
        guard let second = second as? OneDNNLayer else { return false }
        do {
            try linear.apply(to: input, function, then: second.linear, addingTo: &result)
        } catch {
            throw EngineError(error)
        }
        return true
    }

    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError) {
        do {
            try linear.apply(to: input, isAdded: ending.isAdded, function: ending.function, into: &result)
        } catch {
            throw EngineError(error)
        }
    }
}

extension EngineError {
    fileprivate init(_ failure: OneDNNFailure) { description = failure.description }
}

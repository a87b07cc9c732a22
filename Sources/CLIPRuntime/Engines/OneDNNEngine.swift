import Kernels
import Tensors

/// The fast engine: float32 on oneDNN, bfloat16 and 8-bit integers on products of the project's own.
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
        let weight = parameters.weight.floats
        if precision != .fp32, parameters.reducedPrecisions.contains(.bf16), ComputePrecision.bf16.isSupported
        {
            return try packed(
                PackedLinear(
                    weights: weight.span, bias: parameters.bias, outputs: outputs, inputs: inputs,
                    computedIn: .bf16))
        }
        do {
            return OneDNNLayer(
                linear: try OneDNNLinear(
                    oneDNN, weights: weight.span, bias: parameters.bias, outputs: outputs, inputs: inputs))
        } catch {
            throw EngineError(error)
        }
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
        guard ComputePrecision.bf16.isSupported, result.columns.isMultiple(of: 2 * heads),
            !sequences.haveSharedBeginnings
        else {
            return false
        }
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

import Kernels
import Tensors

// The layers that the engine makes.

struct WinogradConvolution: DirectConvolution {
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

struct OneDNNLayer: Linear {
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

struct PackedLayer: Linear {
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
    init(_ failure: OneDNNFailure) { description = failure.description }

    static var noMemory: EngineError {
        EngineError(description: "there is no memory for a layer")
    }
}

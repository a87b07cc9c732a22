package import Kernels
package import Tensors

/// The fast engine: products of the project's own, in float32 or in less.
///
/// What is not stored in integers is never computed in them.
package struct FastEngine: Engine {
    let threads: Int
    private let precision: ComputePrecision

    /// An engine.
    ///
    /// A processor without instructions for the precision computes in float32.
    package init(precision: ComputePrecision, threads: Int) {
        self.threads = threads
        self.precision = precision.isSupported ? precision : .fp32
    }

    package var itemsAtOnce: Int { 4 }

    package func linear(_ parameters: LinearParameters) throws(EngineError) -> any Linear {
        let (outputs, inputs) = (parameters.outputs, parameters.inputs)
        if isInteger(parameters), case .integers(let integers, let scales) = parameters.weight {
            return try packed(
                PackedLinear(
                    integers: integers.span, scales: scales, bias: parameters.bias,
                    outliers: parameters.outliers,
                    outputs: outputs, inputs: inputs))
        }
        let isReduced =
            precision != .fp32 && parameters.reducedPrecisions.contains(.bf16)
            && ComputePrecision.bf16.isSupported
        return try packed(PackedLinear(parameters, computedIn: isReduced ? .bf16 : .fp32))
    }

    package func convolution(_ parameters: LinearParameters) throws(EngineError) -> (any DirectConvolution)? {
        guard !isInteger(parameters) else { return nil }
        let convolution = PackedConvolution(
            weights: parameters.weight.floats.span,
            bias: parameters.bias ?? [Float](repeating: 0, count: parameters.outputs),
            outputs: parameters.outputs,
            inputs: parameters.inputs / 9)
        guard let convolution else { throw .noMemory }
        return WinogradConvolution(convolution: convolution, threads: threads)
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
        return PackedLayer(linear: linear, threads: threads)
    }

    package func normalize(_ input: Matrix, _ norm: LayerNorm, into result: inout Matrix) {
        norm.apply(to: input, into: &result, threads: threads)
    }

    package func attend(
        _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, _ mask: Mask,
        into result: inout Matrix
    ) throws(EngineError) {
        if sequences.haveSharedBeginnings {
            return attendAlongPaths(queriesKeysValues, heads: heads, sequences: sequences, into: &result)
        }
        let isDone = Kernels.attend(
            queriesKeysValues, heads: heads, sequences: sequences, isCausal: mask == .causal, into: &result,
            threads: threads)
        guard isDone else { throw .noMemory }
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

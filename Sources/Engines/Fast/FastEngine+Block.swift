import Kernels
import Tensors

// Blocks whose halves go on with what a layer makes as it comes, where the layers are of a kind that can.
extension FastEngine {
    package func block(_ parameters: BlockParameters) throws(EngineError) -> any Block {
        ResidualBlock(
            attention: try attention(parameters), outProjection: try linear(parameters.outProjection),
            feedForward: try feedForward(parameters))
    }

    private func attention(_ parameters: BlockParameters) throws(EngineError) -> any SelfAttention {
        let projection = try linear(parameters.inProjection)
        let plain = PlainAttention(
            engine: self, norm: parameters.attentionNorm, projection: projection, heads: parameters.heads)
        // The kernel takes pairs of bfloat16.
        guard let packed = projection as? PackedLayer, packed.linear.precision != .fp32,
            ComputePrecision.bf16.isSupported,
            parameters.inProjection.inputs.isMultiple(of: 2 * parameters.heads)
        else { return plain }
        return PackedAttention(layer: packed, plain: plain)
    }

    private func feedForward(_ parameters: BlockParameters) throws(EngineError) -> any FeedForward {
        let expansion = try linear(parameters.expansion)
        let contraction = try linear(parameters.contraction)
        guard let first = expansion as? PackedLayer, let second = contraction as? PackedLayer,
            first.linear.precision == second.linear.precision
        else {
            return PlainFeedForward(
                engine: self, norm: parameters.mlpNorm, expansion: expansion,
                activation: parameters.activation, contraction: contraction)
        }
        return PackedFeedForward(
            norm: parameters.mlpNorm, expansion: first.linear, activation: parameters.activation,
            contraction: second.linear, threads: threads)
    }
}

/// Attention that takes queries, keys and values as they come from the layer.
private struct PackedAttention: SelfAttention {
    let layer: PackedLayer
    /// For sequences that have their beginnings in common, which the kernel does not know.
    let plain: PlainAttention

    func apply(
        to tokens: Matrix, _ sequences: Sequences, _ mask: Mask, into attended: inout Matrix
    ) throws(EngineError) {
        if sequences.haveSharedBeginnings {
            return try plain.apply(to: tokens, sequences, mask, into: &attended)
        }
        let isDone = layer.linear.attend(
            to: tokens, normalizedBy: plain.norm, heads: plain.heads, sequences: sequences,
            isCausal: mask == .causal, into: &attended, threads: layer.threads)
        guard isDone else { throw .noMemory }
    }
}

/// An MLP that does not write down what lies between its layers.
private struct PackedFeedForward: FeedForward {
    let norm: LayerNorm
    let expansion: PackedLinear
    let activation: Pointwise
    let contraction: PackedLinear
    let threads: Int

    func add(to rows: inout Matrix) throws(EngineError) {
        let isDone = expansion.apply(
            normalizedBy: norm, activation, then: contraction, addingTo: &rows, threads: threads)
        guard isDone else { throw .noMemory }
    }
}

package import Kernels
package import Tensors

/// A residual block of a transformer, made by an engine: attention and an MLP, each behind a norm and added to what it
/// was given.
package protocol Block: Sendable {
    /// Takes the tokens of all sequences, `[rows, width]`, through the block; `attended` is room for as many.
    func apply(
        to tokens: inout Matrix, _ sequences: Sequences, _ mask: Mask, _ attended: inout Matrix
    ) throws(EngineError)

    /// Some of the tokens behind the block, `[rows, width]`, which all tokens were taken to.
    ///
    /// What is pooled behind the last block needs nothing else, and two thirds of a block's work comes after the
    /// attention.
    func apply(
        toAll tokens: Matrix, keeping rows: [Int], _ sequences: Sequences, _ mask: Mask,
        _ attended: inout Matrix
    ) throws(EngineError) -> Matrix
}

/// What a residual block is made of.
package struct BlockParameters: Sendable {
    /// Attention heads; they divide the width.
    package var heads: Int
    /// The norm before the attention.
    package var attentionNorm: LayerNorm
    /// Makes queries, keys and values, beside one another: `[3 width, width]`.
    package var inProjection: LinearParameters
    /// `[width, width]`.
    package var outProjection: LinearParameters
    /// The norm before the MLP.
    package var mlpNorm: LayerNorm
    /// The first layer of the MLP, `[mlp width, width]`.
    package var expansion: LinearParameters
    /// The function between the two.
    package var activation: Pointwise
    /// The second layer of the MLP, `[width, mlp width]`.
    package var contraction: LinearParameters

    /// A block's parameters.
    package init(
        heads: Int, attentionNorm: LayerNorm, inProjection: LinearParameters,
        outProjection: LinearParameters, mlpNorm: LayerNorm, expansion: LinearParameters,
        activation: Pointwise, contraction: LinearParameters
    ) {
        self.heads = heads
        self.attentionNorm = attentionNorm
        self.inProjection = inProjection
        self.outProjection = outProjection
        self.mlpNorm = mlpNorm
        self.expansion = expansion
        self.activation = activation
        self.contraction = contraction
    }
}

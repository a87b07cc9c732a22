import ByteIO
import Kernels
import Tensors

/// A block of a transformer: attention and an MLP, each behind a norm and added to what it was given.
struct ResidualBlock: Sendable {
    private let engine: any Engine
    private let shape: TransformerShape
    private let attentionNorm: LayerNorm
    private let inProjection: any Linear
    private let outProjection: any Linear
    private let mlpNorm: LayerNorm
    private let expansion: any Linear
    private let contraction: any Linear

    /// The block with this name, `transformer.resblocks.0` for example.
    init(_ name: String, _ shape: TransformerShape, _ load: LayerLoader) throws(FileError) {
        engine = load.engine
        self.shape = shape
        let width = shape.width
        attentionNorm = try load.layerNorm(name + ".ln_1", epsilon: shape.normEpsilon)
        inProjection = try load.linear(
            LinearParameters(
                weight: try load.weights.weight(name + ".attn.in_proj_weight"),
                bias: try load.weights.floats(name + ".attn.in_proj_bias"), outputs: 3 * width, inputs: width,
                outliers: OutlierInputs.behind(attentionNorm)))
        outProjection = try load.linear(name + ".attn.out_proj", outputs: width, inputs: width)
        mlpNorm = try load.layerNorm(name + ".ln_2", epsilon: shape.normEpsilon)
        expansion = try load.linear(
            name + ".mlp.c_fc", outputs: shape.mlpWidth, inputs: width,
            outliers: OutlierInputs.behind(mlpNorm))
        contraction = try load.linear(name + ".mlp.c_proj", outputs: width, inputs: shape.mlpWidth)
    }

    /// Takes the tokens of all sequences, `[rows, width]`, through the block; `attended` is room for as many.
    func apply(
        to tokens: inout Matrix, _ sequences: Sequences, isCausal: Bool, _ attended: inout Matrix
    ) throws(EngineError) {
        try attend(tokens, sequences, isCausal: isCausal, &attended)
        try finish(&tokens, attended)
    }

    /// Some of the tokens behind the block, `[rows, width]`, which all tokens were taken to.
    ///
    /// What is pooled behind the last block needs nothing else, and two thirds of a block's work comes after the
    /// attention.
    func apply(
        toAll tokens: Matrix, keeping rows: [Int], _ sequences: Sequences, isCausal: Bool,
        _ attended: inout Matrix
    ) throws(EngineError) -> Matrix {
        try attend(tokens, sequences, isCausal: isCausal, &attended)
        var kept = tokens.rows(rows)
        try finish(&kept, attended.rows(rows))
        return kept
    }

    private func attend(
        _ tokens: Matrix, _ sequences: Sequences, isCausal: Bool, _ attended: inout Matrix
    ) throws(EngineError) {
        try engine.attend(
            to: tokens, normalizedBy: attentionNorm, inProjection, heads: shape.heads, sequences: sequences,
            isCausal: isCausal, into: &attended)
    }

    /// Everything behind the attention, each row by itself.
    private func finish(_ tokens: inout Matrix, _ attended: Matrix) throws(EngineError) {
        try outProjection.apply(to: attended, .adding, into: &tokens)
        try engine.feedForward(&tokens, mlpNorm, expansion, shape.activation, contraction)
    }
}

/// What all blocks of a transformer have in common.
struct TransformerShape: Sendable {
    let width: Int
    let heads: Int
    let mlpWidth: Int
    let normEpsilon: Double
    let activation: Pointwise
}

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

    /// Takes the tokens of all sequences, `[rows, width]`, through the block.
    func apply(
        to tokens: inout Matrix, _ sequences: Sequences, isCausal: Bool, _ scratch: inout BlockScratch
    ) throws(EngineError) {
        try attend(tokens, sequences, isCausal: isCausal, &scratch)
        try finish(&tokens, &scratch)
    }

    /// Some of the tokens behind the block, `[rows, width]`, which all tokens were taken to.
    ///
    /// What is pooled behind the last block needs nothing else, and two thirds of a block's work comes after the
    /// attention.
    func apply(
        toAll tokens: Matrix, keeping rows: [Int], _ sequences: Sequences, isCausal: Bool,
        _ scratch: inout BlockScratch
    ) throws(EngineError) -> Matrix {
        try attend(tokens, sequences, isCausal: isCausal, &scratch)
        var kept = tokens.rows(rows)
        var keptScratch = BlockScratch(rows: rows.count, shape)
        keptScratch.attended = scratch.attended.rows(rows)
        try finish(&kept, &keptScratch)
        return kept
    }

    private func attend(
        _ tokens: Matrix, _ sequences: Sequences, isCausal: Bool, _ scratch: inout BlockScratch
    ) throws(EngineError) {
        engine.normalize(tokens, attentionNorm, into: &scratch.normalized)
        try inProjection.apply(to: scratch.normalized, .replacing, into: &scratch.queriesKeysValues)
        try engine.attend(
            scratch.queriesKeysValues, heads: shape.heads, sequences: sequences, isCausal: isCausal,
            into: &scratch.attended)
    }

    /// Everything behind the attention, each row by itself.
    private func finish(_ tokens: inout Matrix, _ scratch: inout BlockScratch) throws(EngineError) {
        try outProjection.apply(to: scratch.attended, .adding, into: &tokens)
        engine.normalize(tokens, mlpNorm, into: &scratch.normalized)
        try engine.feedForward(
            scratch.normalized, expansion, shape.activation, contraction, addingTo: &tokens)
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

/// The intermediate results of a block, made once for all blocks of a tower.
struct BlockScratch {
    /// `[rows, width]`.
    var normalized: Matrix
    /// `[rows, 3 width]`.
    var queriesKeysValues: Matrix
    /// `[rows, width]`.
    var attended: Matrix

    init(rows: Int, _ shape: TransformerShape) {
        normalized = Matrix(rows: rows, columns: shape.width)
        queriesKeysValues = Matrix(rows: rows, columns: 3 * shape.width)
        attended = Matrix(rows: rows, columns: shape.width)
    }
}

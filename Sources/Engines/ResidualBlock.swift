import Kernels
import Tensors

/// A residual block of two halves, each of which an engine may compute in a way of its own.
struct ResidualBlock: Block {
    let attention: any SelfAttention
    let outProjection: any Linear
    let feedForward: any FeedForward

    func apply(
        to tokens: inout Matrix, _ sequences: Sequences, _ mask: Mask, _ attended: inout Matrix
    ) throws(EngineError) {
        try attention.apply(to: tokens, sequences, mask, into: &attended)
        try finish(&tokens, attended)
    }

    func apply(
        toAll tokens: Matrix, keeping rows: [Int], _ sequences: Sequences, _ mask: Mask,
        _ attended: inout Matrix
    ) throws(EngineError) -> Matrix {
        try attention.apply(to: tokens, sequences, mask, into: &attended)
        var kept = tokens.rows(rows)
        try finish(&kept, attended.rows(rows))
        return kept
    }

    /// Everything behind the attention, each row by itself.
    private func finish(_ tokens: inout Matrix, _ attended: Matrix) throws(EngineError) {
        try outProjection.apply(to: attended, .adding, into: &tokens)
        try feedForward.add(to: &tokens)
    }
}

/// The norm before the attention, the queries, keys and values of its rows, and the attention.
protocol SelfAttention: Sendable {
    /// Takes tokens, `[rows, width]`, to what each attends to, of the same size.
    func apply(
        to tokens: Matrix, _ sequences: Sequences, _ mask: Mask, into attended: inout Matrix
    ) throws(EngineError)
}

/// The norm before the MLP, and the MLP.
protocol FeedForward: Sendable {
    /// Adds to each row what the MLP makes of it.
    func add(to rows: inout Matrix) throws(EngineError)
}

/// One step after the other, each written down.
struct PlainAttention: SelfAttention {
    let engine: any Engine
    let norm: LayerNorm
    let projection: any Linear
    let heads: Int

    func apply(
        to tokens: Matrix, _ sequences: Sequences, _ mask: Mask, into attended: inout Matrix
    ) throws(EngineError) {
        let queriesKeysValues = try projection(engine.normalized(tokens, norm))
        try engine.attend(queriesKeysValues, heads: heads, sequences: sequences, mask, into: &attended)
    }
}

/// One step after the other, each written down.
struct PlainFeedForward: FeedForward {
    let engine: any Engine
    let norm: LayerNorm
    let expansion: any Linear
    let activation: Pointwise
    let contraction: any Linear

    func add(to rows: inout Matrix) throws(EngineError) {
        var hidden = Matrix(rows: rows.rows, columns: expansion.outputs)
        try expansion.apply(to: engine.normalized(rows, norm), .applying(activation), into: &hidden)
        try contraction.apply(to: hidden, .adding, into: &rows)
    }
}

extension Engine {
    /// A block of plain halves.
    package func block(_ parameters: BlockParameters) throws(EngineError) -> any Block {
        ResidualBlock(
            attention: PlainAttention(
                engine: self, norm: parameters.attentionNorm,
                projection: try linear(parameters.inProjection), heads: parameters.heads),
            outProjection: try linear(parameters.outProjection),
            feedForward: PlainFeedForward(
                engine: self, norm: parameters.mlpNorm, expansion: try linear(parameters.expansion),
                activation: parameters.activation, contraction: try linear(parameters.contraction)))
    }
}

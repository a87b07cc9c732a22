import ByteIO
import CLIPSchema
import Kernels
import Tensors

/// The text tower: a transformer whose tokens attend only to earlier ones, pooled at the end-of-text token
/// (`encode_text` in `clip/model.py` of openai/CLIP).
///
/// Since nothing after that token can change its state, only the tokens up to it are computed, where the original
/// fills all texts up to the context length.
struct TextTransformer: Sendable {
    private let architecture: TextArchitecture
    private let shape: TransformerShape
    private let engine: any Engine
    private let weights: any WeightSource
    /// `[context, width]`.
    private let positionalEmbedding: [Float]
    private let blocks: [ResidualBlock]
    private let finalNorm: LayerNorm
    /// `[embedding, width]`.
    private let projection: any Linear
    private let embedDimension: Int

    init(
        _ architecture: TextArchitecture, embedDimension: Int, activation: Pointwise, _ load: LayerLoader
    ) throws(FileError) {
        self.architecture = architecture
        self.embedDimension = embedDimension
        engine = load.engine
        weights = load.weights
        shape = TransformerShape(
            width: architecture.width, heads: architecture.heads, mlpWidth: architecture.mlpWidth,
            normEpsilon: architecture.normEpsilon, activation: activation)
        positionalEmbedding = try load.weights.floats("positional_embedding")
        blocks = try load.blocks(architecture.layers, named: "transformer.resblocks", shape)
        finalNorm = try load.layerNorm("ln_final", epsilon: architecture.normEpsilon)
        projection = try load.projection(
            "text_projection", outputs: embedDimension, inputs: architecture.width)
    }

    /// Takes texts to `[texts, embedding]`.
    func encode(_ batch: TokenBatch) throws(FileError) -> Matrix {
        let embedded = try embed(batch)
        // The rows of tokens are read from the file each time.
        try weights.requireSameContent()
        do throws(EngineError) {
            return try encode(embedded, batch)
        } catch {
            throw FileError(error)
        }
    }

    /// The states of a batch's tokens before the first block, `[tokens, width]`.
    private func embed(_ batch: TokenBatch) throws(FileError) -> Matrix {
        let width = shape.width
        var states: [Float] = []
        states.reserveCapacity(batch.sequences.rows * width)
        for (text, shared) in zip(batch.texts, batch.sequences.shared) {
            for (position, token) in text.enumerated().dropFirst(shared) {
                let embedding = try weights.row(Int(token), of: "token_embedding.weight")
                states += zip(embedding, positionalEmbedding[position * width..<(position + 1) * width]).map(
                    +)
            }
        }
        return Matrix(rows: states.count / width, columns: width, states)
    }

    /// Takes the embedded tokens of a batch, `[tokens, width]`, to `[texts, embedding]`; each text is pooled at its last
    /// token.
    private func encode(_ embedded: Matrix, _ batch: TokenBatch) throws(EngineError) -> Matrix {
        let texts = batch.sequences
        var tokens = embedded
        var attended = Matrix(rows: tokens.rows, columns: shape.width)
        for block in blocks.dropLast() { try block.apply(to: &tokens, texts, isCausal: true, &attended) }
        let ends =
            try blocks.last?.apply(toAll: tokens, keeping: batch.ends, texts, isCausal: true, &attended)
            ?? tokens.rows(batch.ends)
        var normalized = Matrix(rows: ends.rows, columns: ends.columns)
        engine.normalize(ends, finalNorm, into: &normalized)
        var embeddings = Matrix(rows: texts.count, columns: embedDimension)
        try projection.apply(to: normalized, .replacing, into: &embeddings)
        return embeddings
    }
}

import ByteIO
import Engines
import Kernels
import Layers
import Quantization
import Tensors

/// The text tower: a transformer whose tokens attend only to earlier ones, pooled at the end-of-text token
/// (`encode_text` in `clip/model.py` of openai/CLIP).
///
/// Since nothing after that token can change its state, only the tokens up to it are computed, where the original
/// fills all texts up to the context length.
struct TextTransformer: TextTower {
    private let width: Int
    /// `[context, width]`.
    private let positionalEmbedding: [Float]
    /// `[embedding, width]`.
    private let projection: any Linear
    private let blocks: [any Block]
    /// `[vocabulary, width]`.
    private let tokenEmbedding: TokenTable
    private let finalNorm: LayerNorm

    init<Maker: LayerMaker>(
        _ architecture: TextArchitecture, embedDimension: Int, activation: Pointwise, _ make: Maker
    ) throws(Maker.Failure) {
        width = architecture.width
        let (context, epsilon) = (architecture.contextLength, architecture.normEpsilon)
        positionalEmbedding = try make.table("positional_embedding", [context, width], .position)
        projection = try make.projection("text_projection", from: width, to: embedDimension)
        blocks = try make.blocks(
            architecture.layers,
            BlockShape(
                width: width, heads: architecture.heads, mlpWidth: architecture.mlpWidth, epsilon: epsilon,
                activation: activation), tokens: context
        ) { .openAI("transformer.resblocks.\($0)") }
        tokenEmbedding = try make.tokens(
            "token_embedding.weight", count: architecture.vocabularySize, width: width)
        finalNorm = try make.norm("ln_final", width: width, epsilon: epsilon)
    }

    /// Takes texts to `[texts, embedding]`.
    func encode(_ batch: TokenBatch, on engine: any Engine) throws(FileError) -> Matrix {
        let embedded = try tokenEmbedding.states(of: batch, positions: positionalEmbedding, width: width)
        do throws(EngineError) {
            return try encode(embedded, batch, on: engine)
        } catch {
            throw FileError(error)
        }
    }

    /// Takes the embedded tokens of a batch, `[tokens, width]`, to `[texts, embedding]`; each text is pooled at its last
    /// token.
    private func encode(
        _ embedded: Matrix, _ batch: TokenBatch, on engine: any Engine
    ) throws(EngineError) -> Matrix {
        let texts = batch.sequences
        var tokens = embedded
        var attended = Matrix(rows: tokens.rows, columns: width)
        for block in blocks.dropLast() { try block.apply(to: &tokens, texts, .causal, &attended) }
        let ends =
            try blocks.last?.apply(toAll: tokens, keeping: batch.ends, texts, .causal, &attended)
            ?? tokens.rows(batch.ends)
        return try projection(engine.normalized(ends, finalNorm))
    }
}

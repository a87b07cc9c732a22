import ByteIO
import Engines
import Kernels
import Layers
import Quantization
import Tensors

/// The text tower of SigLIP (`TextTransformer` of open_clip with `no_causal_mask` and `pool_type="last"`).
struct SigLIPTextTower: TextTower {
    private let architecture: SigLIPTextArchitecture
    /// `[context, width]`.
    private let positions: [Float]
    /// `[vocabulary, width]`.
    private let tokenEmbedding: TokenTable
    private let blocks: [any Block]
    private let finalNorm: LayerNorm
    /// `[embedding, width]`.
    private let projection: (any Linear)?

    init<Maker: LayerMaker>(
        _ architecture: SigLIPTextArchitecture, embedDimension: Int, _ make: Maker
    ) throws(Maker.Failure) {
        self.architecture = architecture
        let (width, context) = (architecture.width, architecture.contextLength)
        positions = try make.table("text.positional_embedding", [context, width], .position)
        tokenEmbedding = try make.tokens(
            "text.token_embedding.weight", count: architecture.vocabularySize, width: width)
        blocks = try make.blocks(
            architecture.layers,
            BlockShape(
                width: width, heads: architecture.heads, mlpWidth: architecture.mlpWidth,
                epsilon: architecture.normEpsilon, activation: architecture.activation.pointwise),
            tokens: context
        ) { .openAI("text.transformer.resblocks.\($0)") }
        finalNorm = try make.norm("text.ln_final", width: width, epsilon: architecture.normEpsilon)
        projection =
            architecture.hasProjection
            ? try make.linear(
                LinearShape(
                    LinearNames("text.text_projection"), from: width, to: embedDimension, .poolKernel),
                rows: 1)
            : nil
    }

    /// Takes texts to `[texts, embedding]`.
    ///
    /// A text has no more tokens than the context length. Those that have fewer are filled up. No two texts have states in
    /// common, however they begin.
    func encode(_ batch: TokenBatch, on engine: any Engine) throws(FileError) -> Matrix {
        let filled = TokenBatch(batch.texts.map(filled))
        let states = try tokenEmbedding.states(of: filled, positions: positions, width: architecture.width)
        do throws(EngineError) {
            return try encode(states, filled, on: engine)
        } catch {
            throw FileError(error)
        }
    }

    private func filled(_ text: [Int32]) -> [Int32] {
        text
            + [Int32](
                repeating: Int32(architecture.padding), count: max(architecture.contextLength - text.count, 0)
            )
    }

    /// Takes the embedded tokens of a batch, `[tokens, width]`, to `[texts, embedding]`.
    private func encode(
        _ embedded: Matrix, _ batch: TokenBatch, on engine: any Engine
    ) throws(EngineError) -> Matrix {
        var tokens = embedded
        var attended = Matrix(rows: tokens.rows, columns: tokens.columns)
        for block in blocks.dropLast() { try block.apply(to: &tokens, batch.sequences, .none, &attended) }
        let ends =
            try blocks.last?.apply(
                toAll: tokens, keeping: batch.ends, batch.sequences, .none, &attended)
            ?? tokens.rows(batch.ends)
        let normalized = engine.normalized(ends, finalNorm)
        return try projection?(normalized) ?? normalized
    }
}

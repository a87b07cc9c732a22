import Engines
import Kernels
import Layers
import Quantization
import Tensors

/// The vision transformer of CLIP (Dosovitskiy et al., 2020; `VisionTransformer` in `clip/model.py` of openai/CLIP).
struct VisionTransformer: ImageTower {
    private let architecture: ViTArchitecture
    /// `[width]`.
    private let classEmbedding: [Float]
    /// `[1 + grid², width]`.
    private let positionalEmbedding: [Float]
    /// `[embedding, width]`.
    private let projection: any Linear
    /// `[width, 3 · patch · patch]`.
    private let patchEmbedding: any Linear
    private let preNorm: LayerNorm?
    private let blocks: [any Block]
    private let postNorm: LayerNorm

    init<Maker: LayerMaker>(
        _ architecture: ViTArchitecture, embedDimension: Int, activation: Pointwise, _ make: Maker
    ) throws(Maker.Failure) {
        self.architecture = architecture
        let (width, epsilon) = (architecture.width, architecture.normEpsilon)
        let (patch, tokens) = (architecture.patchSize, architecture.tokenCount)
        make.takesImage(side: architecture.imageResolution)
        classEmbedding = try make.table("visual.class_embedding", [width], .position)
        positionalEmbedding = try make.table("visual.positional_embedding", [tokens, width], .position)
        projection = try make.projection("visual.proj", from: width, to: embedDimension)
        patchEmbedding = try make.patchEmbedding(
            LinearNames("visual.conv1", hasBias: false), patch: patch, to: width, rows: tokens - 1)
        preNorm =
            architecture.hasPreNorm
            ? try make.norm("visual.ln_pre", width: width, epsilon: epsilon) : nil
        blocks = try make.blocks(
            architecture.layers,
            BlockShape(
                width: width, heads: architecture.heads, mlpWidth: architecture.mlpWidth, epsilon: epsilon,
                activation: activation), tokens: tokens
        ) { .openAI("visual.transformer.resblocks.\($0)") }
        postNorm = try make.norm("visual.ln_post", width: width, epsilon: epsilon)
    }

    /// `[images, 3 · resolution²]` to `[images, embedding]`.
    func encode(_ images: Matrix, on engine: any Engine) throws(EngineError) -> Matrix {
        let sequences = Sequences(count: images.rows, length: architecture.tokenCount)
        var tokens = try embed(images)
        var attended = Matrix(rows: tokens.rows, columns: architecture.width)
        if let preNorm { tokens = engine.normalized(tokens, preNorm) }
        for block in blocks.dropLast() { try block.apply(to: &tokens, sequences, .none, &attended) }
        return try projection(pool(&tokens, sequences, &attended, on: engine))
    }

    /// The class token and the patches of every image, with their positions: `[images · (1 + grid²), width]`.
    private func embed(_ images: Matrix) throws(EngineError) -> Matrix {
        let embedded = try patchEmbedding(
            images.patches(side: architecture.imageResolution, patch: architecture.patchSize))
        let (width, patchCount) = (architecture.width, architecture.tokenCount - 1)
        var tokens: [Float] = []
        tokens.reserveCapacity(images.rows * architecture.tokenCount * width)
        for image in 0..<images.rows {
            tokens += classEmbedding
            tokens += embedded.elements[image * patchCount * width..<(image + 1) * patchCount * width]
            let start = tokens.count - positionalEmbedding.count
            for index in positionalEmbedding.indices { tokens[start + index] += positionalEmbedding[index] }
        }
        return Matrix(rows: images.rows * architecture.tokenCount, columns: width, tokens)
    }

    /// The last block, and one row for each image: `[images, width]`.
    private func pool(
        _ tokens: inout Matrix, _ sequences: Sequences, _ attended: inout Matrix, on engine: any Engine
    ) throws(EngineError) -> Matrix {
        guard architecture.pooling != .classToken else {
            let classes = Array(sequences.starts.dropLast())
            let pooled = try blocks.last?.apply(
                toAll: tokens, keeping: classes, sequences, .none, &attended)
            return engine.normalized(pooled ?? tokens.rows(classes), postNorm)
        }
        try blocks.last?.apply(to: &tokens, sequences, .none, &attended)
        return architecture.pooling == .averageThenNorm
            ? engine.normalized(patchMeans(tokens, sequences), postNorm)
            : patchMeans(engine.normalized(tokens, postNorm), sequences)
    }

    /// The mean of every token but the class token.
    private func patchMeans(_ tokens: Matrix, _ sequences: Sequences) -> Matrix {
        var means = Matrix(rows: sequences.count, columns: architecture.width)
        for image in 0..<sequences.count {
            let patches = sequences[image].dropFirst()
            for column in 0..<architecture.width {
                let sum = patches.reduce(Float(0)) { $0 + tokens.elements[$1 * architecture.width + column] }
                means.elements[image * architecture.width + column] = sum / Float(patches.count)
            }
        }
        return means
    }
}

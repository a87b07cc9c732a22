import ByteIO
import CLIPSchema
import Kernels
import Tensors

/// The vision transformer of CLIP (Dosovitskiy et al., 2020; `VisionTransformer` in `clip/model.py` of openai/CLIP).
struct VisionTransformer: ImageTower {
    private let architecture: ViTArchitecture
    private let shape: TransformerShape
    private let engine: any Engine
    /// `[width, 3 · patch · patch]`.
    private let patchEmbedding: any Linear
    /// `[width]`.
    private let classEmbedding: [Float]
    /// `[1 + grid², width]`.
    private let positionalEmbedding: [Float]
    private let preNorm: LayerNorm?
    private let blocks: [ResidualBlock]
    private let postNorm: LayerNorm
    /// `[embedding, width]`.
    private let projection: any Linear
    private let embedDimension: Int

    init(
        _ architecture: ViTArchitecture, embedDimension: Int, activation: Pointwise, _ load: LayerLoader
    ) throws(FileError) {
        self.architecture = architecture
        self.embedDimension = embedDimension
        engine = load.engine
        let (width, epsilon) = (architecture.width, architecture.normEpsilon)
        shape = TransformerShape(
            width: width, heads: architecture.heads, mlpWidth: architecture.mlpWidth, normEpsilon: epsilon,
            activation: activation)
        patchEmbedding = try load.linear(
            LinearParameters(
                weight: try load.weights.weight("visual.conv1.weight"), bias: nil, outputs: width,
                inputs: 3 * architecture.patchSize * architecture.patchSize, reducedPrecisions: [.bf16]))
        classEmbedding = try load.weights.floats("visual.class_embedding")
        positionalEmbedding = try load.weights.floats("visual.positional_embedding")
        preNorm = architecture.hasPreNorm ? try load.layerNorm("visual.ln_pre", epsilon: epsilon) : nil
        blocks = try load.blocks(architecture.layers, named: "visual.transformer.resblocks", shape)
        postNorm = try load.layerNorm("visual.ln_post", epsilon: epsilon)
        projection = try load.projection("visual.proj", outputs: embedDimension, inputs: width)
    }

    /// `[images, 3 · resolution²]` to `[images, embedding]`.
    func encode(_ images: Matrix) throws(EngineError) -> Matrix {
        let sequences = Sequences(count: images.rows, length: architecture.tokenCount)
        var tokens = try embed(images)
        var attended = Matrix(rows: tokens.rows, columns: shape.width)
        if let preNorm {
            let embedded = tokens
            engine.normalize(embedded, preNorm, into: &tokens)
        }
        for block in blocks.dropLast() { try block.apply(to: &tokens, sequences, isCausal: false, &attended) }
        let pooled = try pool(&tokens, sequences, &attended)
        var embeddings = Matrix(rows: images.rows, columns: embedDimension)
        try projection.apply(to: pooled, .replacing, into: &embeddings)
        return embeddings
    }

    /// The class token and the patches of every image, with their positions: `[images · (1 + grid²), width]`.
    private func embed(_ images: Matrix) throws(EngineError) -> Matrix {
        let patches = unfold(images)
        var embedded = Matrix(rows: patches.rows, columns: shape.width)
        try patchEmbedding.apply(to: patches, .replacing, into: &embedded)
        let (width, patchCount) = (shape.width, architecture.tokenCount - 1)
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

    /// Each patch as a row of its channels' rows of pixels, as the weights of a convolution have them:
    /// `[images · grid², 3 · patch · patch]`.
    private func unfold(_ images: Matrix) -> Matrix {
        let (side, patch, grid) = (
            architecture.imageResolution, architecture.patchSize, architecture.gridSize
        )
        var pixels: [Float] = []
        pixels.reserveCapacity(images.elements.count)
        for image in 0..<images.rows {
            for (row, column) in (0..<grid * grid).map({ ($0 / grid, $0 % grid) }) {
                for line in 0..<3 * patch {
                    let (channel, y) = (line / patch, row * patch + line % patch)
                    let start = ((image * 3 + channel) * side + y) * side + column * patch
                    pixels += images.elements[start..<start + patch]
                }
            }
        }
        return Matrix(rows: images.rows * grid * grid, columns: 3 * patch * patch, pixels)
    }

    /// The last block, and one row for each image: `[images, width]`.
    private func pool(
        _ tokens: inout Matrix, _ sequences: Sequences, _ attended: inout Matrix
    ) throws(EngineError) -> Matrix {
        guard architecture.pooling != .classToken else {
            let classes = Array(sequences.starts.dropLast())
            let pooled = try blocks.last?.apply(
                toAll: tokens, keeping: classes, sequences, isCausal: false, &attended)
            return normalized(pooled ?? tokens.rows(classes))
        }
        try blocks.last?.apply(to: &tokens, sequences, isCausal: false, &attended)
        return architecture.pooling == .averageThenNorm
            ? normalized(patchMeans(tokens, sequences)) : patchMeans(normalized(tokens), sequences)
    }

    private func normalized(_ rows: Matrix) -> Matrix {
        var result = Matrix(rows: rows.rows, columns: rows.columns)
        engine.normalize(rows, postNorm, into: &result)
        return result
    }

    /// The mean of every token but the class token.
    private func patchMeans(_ tokens: Matrix, _ sequences: Sequences) -> Matrix {
        var means = Matrix(rows: sequences.count, columns: shape.width)
        for image in 0..<sequences.count {
            let patches = sequences[image].dropFirst()
            for column in 0..<shape.width {
                let sum = patches.reduce(Float(0)) { $0 + tokens.elements[$1 * shape.width + column] }
                means.elements[image * shape.width + column] = sum / Float(patches.count)
            }
        }
        return means
    }
}

import Engines
import Kernels
import Layers
import Quantization
import Tensors

/// The image tower of SigLIP (`VisionTransformer` of timm with `global_pool="map"` and without class token).
struct SigLIPImageTower: ImageTower {
    private let architecture: SigLIPImageArchitecture
    /// `[grid², width]`.
    private let positions: [Float]
    /// `[width, 3 · patch · patch]`.
    private let patchEmbedding: any Linear
    private let blocks: [any Block]
    private let norm: LayerNorm
    private let pool: ProbePool

    init<Maker: LayerMaker>(
        _ architecture: SigLIPImageArchitecture, _ make: Maker
    ) throws(Maker.Failure) {
        self.architecture = architecture
        let (width, tokens) = (architecture.width, architecture.tokenCount)
        make.takesImage(side: architecture.imageResolution)
        positions = try make.table("visual.trunk.pos_embed", [1, tokens, width], .position)
        patchEmbedding = try make.patchEmbedding(
            LinearNames("visual.trunk.patch_embed.proj"), patch: architecture.patchSize, to: width,
            rows: tokens)
        blocks = try make.blocks(
            architecture.layers,
            BlockShape(
                width: width, heads: architecture.heads, mlpWidth: architecture.mlpWidth,
                epsilon: architecture.normEpsilon, activation: architecture.activation.pointwise),
            tokens: tokens
        ) { .timm("visual.trunk.blocks.\($0)") }
        norm = try make.norm("visual.trunk.norm", width: width, epsilon: architecture.normEpsilon)
        pool = try ProbePool("visual.trunk.attn_pool", architecture, make)
    }

    /// `[images, 3 · resolution²]` to `[images, width]`.
    func encode(_ images: Matrix, on engine: any Engine) throws(EngineError) -> Matrix {
        let sequences = Sequences(count: images.rows, length: architecture.tokenCount)
        var tokens = try patchEmbedding(
            images.patches(side: architecture.imageResolution, patch: architecture.patchSize))
        for image in sequences.indices {
            let start = sequences.starts[image] * tokens.columns
            for index in positions.indices { tokens.elements[start + index] += positions[index] }
        }
        var attended = Matrix(rows: tokens.rows, columns: tokens.columns)
        for block in blocks { try block.apply(to: &tokens, sequences, .none, &attended) }
        return try pool.apply(to: engine.normalized(tokens, norm), sequences, on: engine)
    }
}

import Engines
import Kernels
import Layers
import Quantization
import Tensors

/// Pools tokens by attention, whose one query is learned, and an MLP (`MAPHead` of big_vision; `AttentionPoolLatent` of
/// timm).
///
/// What the attention gives is kept beside what the MLP makes of it; the query is not.
struct ProbePool: Sendable {
    private let heads: Int
    /// `[1, width]`.
    private let probe: [Float]
    private let queries: any Linear
    /// Keys and values beside one another, `[2 width, width]`.
    private let keysValues: any Linear
    private let outProjection: any Linear
    private let norm: LayerNorm
    private let expansion: any Linear
    private let activation: Pointwise
    private let contraction: any Linear

    init<Maker: LayerMaker>(
        _ module: String, _ architecture: SigLIPImageArchitecture, _ make: Maker
    ) throws(Maker.Failure) {
        heads = architecture.heads
        activation = architecture.activation.pointwise
        let (width, tokens) = (architecture.width, architecture.tokenCount)
        func shape(_ name: String, from inputs: Int, to outputs: Int, _ role: Role) -> LinearShape {
            LinearShape(LinearNames("\(module).\(name)"), from: inputs, to: outputs, role)
        }
        probe = try make.table(module + ".latent", [1, 1, width], .position)
        queries = try make.linear(shape("q", from: width, to: width, .poolKernel), rows: 1)
        keysValues = try make.linear(shape("kv", from: width, to: 2 * width, .kernel), rows: tokens)
        make.attends(queries: 1, keys: tokens, heads: heads, width: width)
        outProjection = try make.linear(shape("proj", from: width, to: width, .poolKernel), rows: 1)
        norm = try make.norm(module + ".norm", width: width, epsilon: architecture.normEpsilon)
        expansion = try make.linear(
            shape("mlp.fc1", from: width, to: architecture.mlpWidth, .kernel), rows: 1)
        contraction = try make.linear(
            shape("mlp.fc2", from: architecture.mlpWidth, to: width, .poolKernel), rows: 1)
    }

    /// Takes the tokens of all images, `[rows, width]`, to `[images, width]`.
    func apply(
        to tokens: Matrix, _ images: Sequences, on engine: any Engine
    ) throws(EngineError) -> Matrix {
        let query = try queries(Matrix(rows: 1, columns: probe.count, probe))
        let attended = try engine.attend(
            query.rows([Int](repeating: 0, count: images.count)), toKeysValues: keysValues(tokens),
            heads: heads, images)
        var pooled = try outProjection(attended)
        var hidden = Matrix(rows: pooled.rows, columns: expansion.outputs)
        try expansion.apply(to: engine.normalized(pooled, norm), .applying(activation), into: &hidden)
        try contraction.apply(to: hidden, .adding, into: &pooled)
        return pooled
    }
}

import Kernels
import Tensors

/// What computes the layers of a tower.
///
/// There are two, which share nothing: `ReferenceEngine`, the plainest code that can be written, and
/// `FastEngine`. The towers are written once, and tests hold one engine against the other.
protocol Engine: Sendable {
    /// Images or texts that one thread takes through a tower at once: enough that products are efficient, few enough
    /// that what flows between layers stays in the cache.
    var itemsAtOnce: Int { get }

    /// A linear layer, its weights prepared for this engine.
    func linear(_ parameters: LinearParameters) throws(EngineError) -> any Linear

    /// Normalises every row.
    func normalize(_ input: Matrix, _ norm: LayerNorm, into result: inout Matrix)

    /// Attention of several heads within each sequence (Vaswani et al., 2017).
    ///
    /// - Parameters:
    ///   - queriesKeysValues: `[rows, 3 width]`, beside one another.
    ///   - isCausal: whether rows attend only to themselves and to earlier ones, as they must where sequences have
    ///     their beginnings in common.
    ///   - result: `[rows, width]`.
    func attend(
        _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix
    ) throws(EngineError)

    /// A convolution of 3 x 3 pixels and stride 1, of parameters whose inputs are nine pixels beside one another; nil where
    /// a linear layer of neighbourhoods is to do it.
    func convolution(_ parameters: LinearParameters) throws(EngineError) -> (any DirectConvolution)?

    /// What `FeatureMap` has under the same names.
    func neighbourhoods(of map: FeatureMap, stride: Int) -> FeatureMap
    func averagedByTwo(_ map: FeatureMap) -> FeatureMap
    func featureMap(planes: Matrix, side: Int) -> FeatureMap
}

extension Engine {
    func convolution(_ parameters: LinearParameters) -> (any DirectConvolution)? { nil }
    func neighbourhoods(of map: FeatureMap, stride: Int) -> FeatureMap { map.neighbourhoods(stride: stride) }
    func averagedByTwo(_ map: FeatureMap) -> FeatureMap { map.averagedByTwo() }
    func featureMap(planes: Matrix, side: Int) -> FeatureMap { FeatureMap(planes: planes, side: side) }

    /// Attention within each sequence of tokens, `[rows, width]`, which the norm normalises and the projection turns into
    /// queries, keys and values; see `attend`.
    func attend(
        to tokens: Matrix, normalizedBy norm: LayerNorm, _ projection: any Linear, heads: Int,
        sequences: Sequences, isCausal: Bool, into result: inout Matrix
    ) throws(EngineError) {
        let isDone = try projection.attend(
            to: tokens, normalizedBy: norm, heads: heads, sequences: sequences, isCausal: isCausal,
            into: &result)
        if isDone { return }
        var normalized = Matrix(rows: tokens.rows, columns: tokens.columns)
        normalize(tokens, norm, into: &normalized)
        var queriesKeysValues = Matrix(rows: tokens.rows, columns: projection.outputs)
        try projection.apply(to: normalized, .replacing, into: &queriesKeysValues)
        try attend(queriesKeysValues, heads: heads, sequences: sequences, isCausal: isCausal, into: &result)
    }

    /// Adds to each row what a norm and two layers with a function between them make of it.
    func feedForward(
        _ rows: inout Matrix, _ norm: LayerNorm, _ expansion: any Linear, _ function: Pointwise,
        _ contraction: any Linear
    ) throws(EngineError) {
        if try expansion.apply(normalizedBy: norm, function, then: contraction, addingTo: &rows) { return }
        var normalized = Matrix(rows: rows.rows, columns: rows.columns)
        normalize(rows, norm, into: &normalized)
        var hidden = Matrix(rows: rows.rows, columns: expansion.outputs)
        try expansion.apply(to: normalized, .applying(function), into: &hidden)
        try contraction.apply(to: hidden, .adding, into: &rows)
    }
}

/// What a linear layer `y = x Wᵀ + b` is made of.
struct LinearParameters {
    /// `[outputs, inputs]`.
    var weight: StoredWeight
    /// `[outputs]`.
    var bias: [Float]?
    var outputs: Int
    var inputs: Int
    /// What it may be computed in beside float32, by an engine that does: less where little is to be gained, or much
    /// depends on it.
    var reducedPrecisions: Set<ComputePrecision> = [.bf16, .int8]
    /// Inputs that are much larger than others, so that 8-bit integers would serve the others badly.
    var outliers: [Int] = []
}

/// A linear layer of an engine.
protocol Linear: Sendable {
    /// Numbers in a row that comes out.
    var outputs: Int { get }

    /// Applies the layer to every row of `input`.
    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError)

    /// Attention of rows that a norm normalises first, where the layer makes queries, keys and values and can go on with
    /// them as they come; false, and nothing done, where it cannot.
    func attend(
        to input: Matrix, normalizedBy norm: LayerNorm, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix
    ) throws(EngineError) -> Bool

    /// Adds to each row what the norm, this layer, the function and another layer make of it, where the two can do it
    /// without writing down what lies between; false, and nothing done, where they cannot.
    func apply(
        normalizedBy norm: LayerNorm, _ function: Pointwise, then second: any Linear,
        addingTo rows: inout Matrix
    ) throws(EngineError) -> Bool
}

extension Linear {
    func attend(
        to input: Matrix, normalizedBy norm: LayerNorm, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix
    ) throws(EngineError) -> Bool { false }

    func apply(
        normalizedBy norm: LayerNorm, _ function: Pointwise, then second: any Linear,
        addingTo rows: inout Matrix
    ) throws(EngineError) -> Bool { false }
}

/// A convolution of 3 x 3 pixels that an engine does without laying neighbourhoods out.
protocol DirectConvolution: Sendable {
    /// Convolves a map, zero outside; the result is of its size.
    func apply(to map: FeatureMap, _ ending: Ending, into result: inout FeatureMap) throws(EngineError)
}

/// What becomes of the outputs of a linear layer.
enum Ending: Sendable, Equatable {
    /// They replace what is in the result.
    case replacing
    /// The function of each does.
    case applying(Pointwise)
    /// They are added to the result.
    case adding
    /// The same, and the function of each sum replaces it.
    case addingThenApplying(Pointwise)

    var isAdded: Bool {
        switch self {
        case .adding, .addingThenApplying: true
        case .replacing, .applying: false
        }
    }

    var function: Pointwise? {
        switch self {
        case .applying(let function), .addingThenApplying(let function): function
        case .replacing, .adding: nil
        }
    }
}

/// An engine could not do its work: memory is short, or its library has no such operation.
public struct EngineError: Error, Sendable, CustomStringConvertible {
    /// What was tried.
    public let description: String
}

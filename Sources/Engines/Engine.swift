package import Kernels
package import Tensors

/// What computes the layers of a tower.
///
/// There are two, which share nothing: `ReferenceEngine`, the plainest code that can be written, and
/// `FastEngine`. The towers are written once, and tests hold one engine against the other.
package protocol Engine: Sendable {
    /// Images or texts that one thread takes through a tower at once: enough that products are efficient, few enough
    /// that what flows between layers stays in the cache.
    var itemsAtOnce: Int { get }

    /// A linear layer, its weights prepared for this engine.
    func linear(_ parameters: LinearParameters) throws(EngineError) -> any Linear

    /// A residual block of a transformer, its weights prepared for this engine.
    func block(_ parameters: BlockParameters) throws(EngineError) -> any Block

    /// Normalises every row.
    func normalize(_ input: Matrix, _ norm: LayerNorm, into result: inout Matrix)

    /// Attention of several heads within each sequence (Vaswani et al., 2017).
    ///
    /// - Parameters:
    ///   - queriesKeysValues: `[rows, 3 width]`, beside one another.
    ///   - mask: `causal` where sequences have their beginnings in common.
    ///   - result: `[rows, width]`.
    func attend(
        _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, _ mask: Mask, into result: inout Matrix
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
    package func convolution(_ parameters: LinearParameters) -> (any DirectConvolution)? { nil }
    package func neighbourhoods(of map: FeatureMap, stride: Int) -> FeatureMap {
        map.neighbourhoods(stride: stride)
    }
    package func averagedByTwo(_ map: FeatureMap) -> FeatureMap { map.averagedByTwo() }
    package func featureMap(planes: Matrix, side: Int) -> FeatureMap {
        FeatureMap(planes: planes, side: side)
    }

    /// The rows normalised.
    package func normalized(_ rows: Matrix, _ norm: LayerNorm) -> Matrix {
        var result = Matrix(rows: rows.rows, columns: rows.columns)
        normalize(rows, norm, into: &result)
        return result
    }
}

/// Which tokens of its sequence a token attends to.
package enum Mask: Sendable {
    /// All of them.
    case none
    /// Itself and earlier ones.
    case causal
}

/// An engine could not do its work: memory is short, or its library has no such operation.
package struct EngineError: Error, Sendable, CustomStringConvertible {
    /// What was tried.
    package let description: String

    /// An error that says what was tried.
    package init(description: String) { self.description = description }
}

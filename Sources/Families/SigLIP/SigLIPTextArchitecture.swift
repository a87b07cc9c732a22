package import ModelKit

/// The text tower of SigLIP: a transformer in which all tokens see each other, pooled at the last position.
///
/// Every text is filled up to the context length, and the padding is seen too.
package struct SigLIPTextArchitecture: Sendable, Hashable {
    /// The tokens that every text is filled up to.
    package var contextLength: Int
    /// Different tokens.
    package var vocabularySize: Int
    /// Numbers in a token.
    package var width: Int
    /// Attention heads of a block; they divide the width.
    package var heads: Int
    /// Transformer blocks.
    package var layers: Int
    /// Numbers between the two matrices of a block's MLP.
    package var mlpWidth: Int
    /// Whether a linear layer makes the embedding of the pooled token.
    package var hasProjection: Bool
    /// The token that texts are filled up with: 1 in SigLIP, 0 in SigLIP 2.
    package var padding: Int
    /// The function of the MLPs.
    package var activation: Activation
    /// What is added to a variance before its root is taken.
    package var normEpsilon: Double

    /// A text tower; the values not given are the publisher's.
    package init(
        contextLength: Int = 64, vocabularySize: Int, width: Int, heads: Int, layers: Int, mlpWidth: Int,
        hasProjection: Bool = true, padding: Int, activation: Activation = .geluTanh,
        normEpsilon: Double = 1e-6
    ) {
        self.contextLength = contextLength
        self.vocabularySize = vocabularySize
        self.width = width
        self.heads = heads
        self.layers = layers
        self.mlpWidth = mlpWidth
        self.hasProjection = hasProjection
        self.padding = padding
        self.activation = activation
        self.normEpsilon = normEpsilon
    }

    /// The fields in the description of a model.
    package static let fields = FieldTable<SigLIPTextArchitecture>(
        [
            .size("context_length", \.contextLength, in: ModelLimits.contextLength),
            .size("vocab_size", \.vocabularySize, in: ModelLimits.vocabularySize),
            .size("width", \.width, in: ModelLimits.width),
            .heads("heads", \.heads, dividing: \.width),
            .size("layers", \.layers, in: ModelLimits.layers),
            .size("mlp_width", \.mlpWidth, in: ModelLimits.mlpWidth),
            .flag("projection", \.hasProjection),
            .size("padding", \.padding, in: 0...ModelLimits.vocabularySize.upperBound, isConfigured: true),
            .choice("activation", \.activation),
            .epsilon("norm_eps", \.normEpsilon),
        ],
        relation: { (text) throws(SchemaError) in
            guard text.padding < text.vocabularySize else {
                throw SchemaError(
                    at: "padding", found: "\(text.padding)",
                    allowed: "one of the \(text.vocabularySize) tokens")
            }
        })
}

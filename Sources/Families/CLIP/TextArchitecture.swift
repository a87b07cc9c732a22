/// The text tower: a transformer with causal attention, pooled at the end-of-text token.
package struct TextArchitecture: Sendable, Hashable {
    /// The most tokens that a text may have, the start and the end included.
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
    /// What is added to a variance before its root is taken.
    package var normEpsilon: Double

    /// A text tower; the values not given are OpenAI's.
    package init(
        contextLength: Int = 77, vocabularySize: Int = 49408, width: Int, heads: Int, layers: Int,
        mlpWidth: Int,
        normEpsilon: Double = 1e-5
    ) {
        self.contextLength = contextLength
        self.vocabularySize = vocabularySize
        self.width = width
        self.heads = heads
        self.layers = layers
        self.mlpWidth = mlpWidth
        self.normEpsilon = normEpsilon
    }
}

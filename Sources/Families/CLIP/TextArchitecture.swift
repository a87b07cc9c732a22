/// The text tower: a transformer with causal attention, pooled at the end-of-text token.
public struct TextArchitecture: Sendable, Hashable {
    /// The most tokens that a text may have, the start and the end included.
    public var contextLength: Int
    /// Different tokens.
    public var vocabularySize: Int
    /// Numbers in a token.
    public var width: Int
    /// Attention heads of a block; they divide the width.
    public var heads: Int
    /// Transformer blocks.
    public var layers: Int
    /// Numbers between the two matrices of a block's MLP.
    public var mlpWidth: Int
    /// What is added to a variance before its root is taken.
    public var normEpsilon: Double

    /// A text tower; the values not given are OpenAI's.
    public init(
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

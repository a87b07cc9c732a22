/// A vision transformer: patches and a class token through blocks of attention and MLP.
public struct ViTArchitecture: Sendable, Hashable {
    /// How the tokens of the last block become one vector, and where the final norm stands.
    public enum Pooling: String, Sendable, CaseIterable {
        /// The class token, normalised: OpenAI's.
        case classToken = "class_token"
        /// The mean of the patch tokens, then the norm (open_clip: `pool_type` avg, `final_ln_after_pool`).
        case averageThenNorm = "average_then_norm"
        /// The norm, then the mean of the patch tokens (open_clip: `pool_type` avg).
        case normThenAverage = "norm_then_average"
    }

    /// Transformer blocks.
    public var layers: Int
    /// Numbers in a token.
    public var width: Int
    /// Attention heads of a block; they divide the width.
    public var heads: Int
    /// Numbers between the two matrices of a block's MLP.
    public var mlpWidth: Int
    /// Pixels along each side of a patch.
    public var patchSize: Int
    /// Pixels along each side of the image that goes in; a multiple of the patch size.
    public var imageResolution: Int
    /// Whether a norm stands before the first block.
    public var hasPreNorm: Bool
    /// How the tokens become one vector.
    public var pooling: Pooling
    /// What is added to a variance before its root is taken.
    public var normEpsilon: Double

    /// A vision transformer; the values not given are OpenAI's.
    public init(
        layers: Int, width: Int, heads: Int, mlpWidth: Int, patchSize: Int, imageResolution: Int,
        hasPreNorm: Bool = true, pooling: Pooling = .classToken, normEpsilon: Double = 1e-5
    ) {
        self.layers = layers
        self.width = width
        self.heads = heads
        self.mlpWidth = mlpWidth
        self.patchSize = patchSize
        self.imageResolution = imageResolution
        self.hasPreNorm = hasPreNorm
        self.pooling = pooling
        self.normEpsilon = normEpsilon
    }

    /// Patches along each side of the image.
    public var gridSize: Int { imageResolution / patchSize }
    /// Tokens of an image: one for every patch, and the class token before them.
    public var tokenCount: Int { gridSize * gridSize + 1 }
}

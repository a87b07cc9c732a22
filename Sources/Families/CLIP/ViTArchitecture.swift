/// A vision transformer: patches and a class token through blocks of attention and MLP.
package struct ViTArchitecture: Sendable, Hashable {
    /// How the tokens of the last block become one vector, and where the final norm stands.
    package enum Pooling: String, Sendable, CaseIterable {
        /// The class token, normalised: OpenAI's.
        case classToken = "class_token"
        /// The mean of the patch tokens, then the norm (open_clip: `pool_type` avg, `final_ln_after_pool`).
        case averageThenNorm = "average_then_norm"
        /// The norm, then the mean of the patch tokens (open_clip: `pool_type` avg).
        case normThenAverage = "norm_then_average"
    }

    /// Transformer blocks.
    package var layers: Int
    /// Numbers in a token.
    package var width: Int
    /// Attention heads of a block; they divide the width.
    package var heads: Int
    /// Numbers between the two matrices of a block's MLP.
    package var mlpWidth: Int
    /// Pixels along each side of a patch.
    package var patchSize: Int
    /// Pixels along each side of the image that goes in; a multiple of the patch size.
    package var imageResolution: Int
    /// Whether a norm stands before the first block.
    package var hasPreNorm: Bool
    /// How the tokens become one vector.
    package var pooling: Pooling
    /// What is added to a variance before its root is taken.
    package var normEpsilon: Double

    /// A vision transformer; the values not given are OpenAI's.
    package init(
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
    package var gridSize: Int { imageResolution / patchSize }
    /// Tokens of an image: one for every patch, and the class token before them.
    package var tokenCount: Int { gridSize * gridSize + 1 }
}

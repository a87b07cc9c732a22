package import ModelKit

/// The image tower of SigLIP: a vision transformer without class token, pooled by a learned probe.
///
/// The embedding is as wide as a token.
package struct SigLIPImageArchitecture: Sendable, Hashable {
    /// Transformer blocks.
    package var layers: Int
    /// Numbers in a token, and in an embedding.
    package var width: Int
    /// Attention heads of a block, and of the pooling; they divide the width.
    package var heads: Int
    /// Numbers between the two matrices of an MLP.
    package var mlpWidth: Int
    /// Pixels along each side of a patch.
    package var patchSize: Int
    /// Pixels along each side of the image that goes in; those behind the last whole patch are never read.
    package var imageResolution: Int
    /// The function of the MLPs.
    package var activation: Activation
    /// What is added to a variance before its root is taken.
    package var normEpsilon: Double

    /// An image tower; the values not given are the publisher's.
    package init(
        layers: Int, width: Int, heads: Int, mlpWidth: Int, patchSize: Int, imageResolution: Int,
        activation: Activation = .geluTanh, normEpsilon: Double = 1e-6
    ) {
        self.layers = layers
        self.width = width
        self.heads = heads
        self.mlpWidth = mlpWidth
        self.patchSize = patchSize
        self.imageResolution = imageResolution
        self.activation = activation
        self.normEpsilon = normEpsilon
    }

    /// Patches along each side of the image: 27 of 384 pixels in patches of 14.
    package var gridSize: Int { imageResolution / patchSize }
    /// Tokens of an image, one for every patch.
    package var tokenCount: Int { gridSize * gridSize }

    /// The fields in the description of a model.
    package static let fields = FieldTable<SigLIPImageArchitecture>(
        [
            .size("layers", \.layers, in: ModelLimits.layers),
            .size("width", \.width, in: ModelLimits.width),
            .heads("heads", \.heads, dividing: \.width),
            .size("mlp_width", \.mlpWidth, in: ModelLimits.mlpWidth),
            .size("patch_size", \.patchSize, in: ModelLimits.patchSize),
            .size("image_resolution", \.imageResolution, in: ModelLimits.resolution, isConfigured: true),
            .choice("activation", \.activation),
            .epsilon("norm_eps", \.normEpsilon),
        ],
        relation: { (image) throws(SchemaError) in
            guard image.imageResolution >= image.patchSize else {
                throw SchemaError(
                    at: "image_resolution", found: "\(image.imageResolution)",
                    allowed: "at least the patch size \(image.patchSize)")
            }
        })
}

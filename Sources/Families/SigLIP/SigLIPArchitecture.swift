package import ModelKit

/// The dimensions of a model of SigLIP or SigLIP 2 with images of one size (Zhai et al., 2023; Tschannen et al., 2025).
///
/// Its canonical names are those of open_clip's `CustomTextCLIP` with an image tower of timm: `visual.trunk.*`, `text.*`,
/// `logit_scale` and `logit_bias`.
package struct SigLIPArchitecture: Sendable, Hashable {
    /// Numbers in an embedding, the same for images and texts.
    package let embedDimension: Int
    /// The image tower; nil without.
    package let image: SigLIPImageArchitecture?
    /// The text tower; nil without.
    package let text: SigLIPTextArchitecture?

    /// A model of these towers.
    ///
    /// - Throws: The first value out of its limits, and towers that do not give embeddings of one size.
    package init(
        embedDimension: Int, image: SigLIPImageArchitecture?, text: SigLIPTextArchitecture?
    ) throws(SchemaError) {
        self.embedDimension = embedDimension
        self.image = image
        self.text = text
        try ModelLimits.check(embedDimension, "embed_dim", in: ModelLimits.width)
        if let image {
            try locating("image") { () throws(SchemaError) in try SigLIPImageArchitecture.fields.check(image)
            }
            try Self.requireWidth(image.width, embedDimension, of: "image")
        }
        if let text {
            try locating("text") { () throws(SchemaError) in try SigLIPTextArchitecture.fields.check(text) }
            if !text.hasProjection { try Self.requireWidth(text.width, embedDimension, of: "text") }
        }
        if image == nil, text == nil {
            throw SchemaError(
                found: "the model has no tower", allowed: "an image tower, a text tower or both")
        }
    }

    private static func requireWidth(
        _ width: Int, _ embedDimension: Int, of tower: String
    ) throws(SchemaError) {
        guard width == embedDimension else {
            throw SchemaError(
                at: "\(tower).width", found: "\(width)",
                allowed: "\(embedDimension), as the tower's tokens become embeddings of that size")
        }
    }
}

package import ModelKit

/// The dimensions of a model of SigLIP or SigLIP 2 with images of one size (Zhai et al., 2023; Tschannen et al., 2025).
///
/// Its canonical names are those of open_clip's `CustomTextCLIP` with an image tower of timm: `visual.trunk.*`, `text.*`,
/// `logit_scale` and `logit_bias`.
package struct SigLIPArchitecture: Architecture {
    /// Numbers in an embedding, the same for images and texts.
    package let embedDimension: Int
    /// The image tower; nil without.
    package let image: SigLIPImageArchitecture?
    /// The text tower; nil without.
    package let text: SigLIPTextArchitecture?

    /// A model of these towers.
    ///
    /// - Throws: The first value out of its limits, towers that do not give embeddings of one size, and what one item
    ///   would cost.
    package init(
        embedDimension: Int, image: SigLIPImageArchitecture?, text: SigLIPTextArchitecture?
    ) throws(SchemaError) {
        self.init(trusted: embedDimension, image: image, text: text)
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
        try ModelLimits.checkCost(self)
    }

    private init(
        trusted embedDimension: Int, image: SigLIPImageArchitecture?, text: SigLIPTextArchitecture?
    ) {
        self.embedDimension = embedDimension
        self.image = image
        self.text = text
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

    /// The same model without the other tower, or nil if it does not have this one.
    package func keeping(_ tower: Tower) -> SigLIPArchitecture? {
        guard towers.contains(tower) else { return nil }
        return SigLIPArchitecture(
            trusted: embedDimension, image: tower == .image ? image : nil, text: tower == .text ? text : nil)
    }

    /// The same model for texts of so many tokens.
    package func replacing(contextLength: Int) -> SigLIPArchitecture {
        var text = text
        text?.contextLength = contextLength
        return SigLIPArchitecture(trusted: embedDimension, image: image, text: text)
    }
}

extension SigLIPArchitecture {
    package var imageResolution: Int? { image?.imageResolution }
    package var contextLength: Int? { text?.contextLength }
    package var vocabularySize: Int? { text?.vocabularySize }
    package var textInput: TextInput { .padded }
    package var similarity: SimilarityKind { .sigmoid }
    package var family: String { SigLIPFamily.name }
}

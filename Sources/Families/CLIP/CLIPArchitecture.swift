package import ModelKit

/// Everything that has to be known about a CLIP model, besides its weights, to compute embeddings with it.
///
/// Values lie within the limits of `ModelLimits`, so that arithmetic on them cannot overflow.
package struct CLIPArchitecture: Architecture {
    /// Numbers in an embedding, the same for images and texts.
    package let embedDimension: Int
    /// The image tower; nil in a model that embeds texts only.
    package let vision: VisionArchitecture?
    /// The text tower; nil in a model that embeds images only.
    package let text: TextArchitecture?
    /// The function in the MLPs of both towers.
    ///
    /// A ResNet has ReLU in the image tower whatever this is.
    package let activation: Activation

    /// An architecture, with at least one tower.
    ///
    /// - Throws: The key, the value and the range for anything out of its limits, for heads that do not
    ///   divide a width, a patch that does not divide the resolution, or where both towers are missing.
    package init(
        embedDimension: Int, vision: VisionArchitecture?, text: TextArchitecture?, activation: Activation
    ) throws(SchemaError) {
        self.init(trusted: embedDimension, vision: vision, text: text, activation: activation)
        try ModelLimits.check(self)
    }

    /// An architecture from a table in the source, or one that was checked already.
    init(
        trusted embedDimension: Int, vision: VisionArchitecture?, text: TextArchitecture?,
        activation: Activation
    ) {
        self.embedDimension = embedDimension
        self.vision = vision
        self.text = text
        self.activation = activation
    }

    /// The same model without the other tower, or nil if it does not have this one.
    package func keeping(_ tower: Tower) -> CLIPArchitecture? {
        guard towers.contains(tower) else { return nil }
        return CLIPArchitecture(
            trusted: embedDimension, vision: tower == .image ? vision : nil,
            text: tower == .text ? text : nil, activation: activation)
    }

    /// The same model for texts of so many tokens.
    package func replacing(contextLength: Int) -> CLIPArchitecture {
        var text = text
        text?.contextLength = contextLength
        return CLIPArchitecture(
            trusted: embedDimension, vision: vision, text: text, activation: activation)
    }

    /// The same model with another activation.
    package func replacing(activation: Activation) -> CLIPArchitecture {
        CLIPArchitecture(trusted: embedDimension, vision: vision, text: text, activation: activation)
    }
}

extension CLIPArchitecture {
    package var imageResolution: Int? { vision?.imageResolution }
    package var contextLength: Int? { text?.contextLength }
    package var vocabularySize: Int? { text?.vocabularySize }
    package var textInput: TextInput { .untilLargest }
    package var similarity: SimilarityKind { .softmax }
}

public import ModelKit
public import StrictJSON

extension Architecture {
    /// Every key of the JSON form; all are there, and no others.
    private static let keys: Set<String> = [
        "name", "family", "embed_dim", "activation",
        "image_resolution", "vision_layers", "vision_width", "vision_patch_size", "vision_heads",
        "vision_mlp_width", "vision_pre_norm", "vision_pooling", "vision_norm_eps",
        "context_length", "vocab_size", "transformer_width", "transformer_heads", "transformer_layers",
        "transformer_mlp_width", "transformer_norm_eps",
    ]

    /// Reads the JSON form back.
    ///
    /// The name is not read: it follows from the rest.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits, and a key of
    ///   a tower that is not there with a value other than null.
    public init(json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "architecture")
        try fields.requireExactly(Self.keys)
        _ = try fields.string("name")
        self = try locating("architecture") { () throws(SchemaError) in
            try Architecture(
                embedDimension: fields.integer("embed_dim"), vision: Self.vision(fields),
                text: Self.text(fields), activation: fields.choice("activation"))
        }
    }

    private static func vision(_ fields: FieldReader) throws(SchemaError) -> VisionArchitecture? {
        switch try fields.optionalString("family") {
        case "vit":
            return .vit(
                ViTArchitecture(
                    layers: try fields.integer("vision_layers"),
                    width: try fields.integer("vision_width"),
                    heads: try fields.integer("vision_heads"),
                    mlpWidth: try fields.integer("vision_mlp_width"),
                    patchSize: try fields.integer("vision_patch_size"),
                    imageResolution: try fields.integer("image_resolution"),
                    hasPreNorm: try fields.bool("vision_pre_norm"),
                    pooling: try fields.choice("vision_pooling"),
                    normEpsilon: try fields.number("vision_norm_eps")))
        case "resnet":
            try fields.requireNull(
                ["vision_patch_size", "vision_mlp_width", "vision_pre_norm"], because: "a ResNet")
            guard try fields.string("vision_pooling") == attentionPooling else {
                throw fields.failure("vision_pooling", "\(attentionPooling) in a ResNet")
            }
            return .resNet(
                ResNetArchitecture(
                    stageLayers: try fields.integers("vision_layers"),
                    width: try fields.integer("vision_width"),
                    heads: try fields.integer("vision_heads"),
                    imageResolution: try fields.integer("image_resolution"),
                    normEpsilon: try fields.number("vision_norm_eps")))
        case nil:
            try fields.requireNull(
                keys.filter { $0.hasPrefix("vision_") || $0 == "image_resolution" }.sorted(),
                because: "a model without image tower")
            return nil
        case .some: throw fields.failure("family", "vit, resnet or null")
        }
    }

    private static func text(_ fields: FieldReader) throws(SchemaError) -> TextArchitecture? {
        guard try fields.optionalInteger("transformer_width") != nil else {
            try fields.requireNull(
                keys.filter { $0.hasPrefix("transformer_") }.sorted() + ["context_length", "vocab_size"],
                because: "a model without text tower")
            return nil
        }
        return TextArchitecture(
            contextLength: try fields.integer("context_length"),
            vocabularySize: try fields.integer("vocab_size"),
            width: try fields.integer("transformer_width"),
            heads: try fields.integer("transformer_heads"),
            layers: try fields.integer("transformer_layers"),
            mlpWidth: try fields.integer("transformer_mlp_width"),
            normEpsilon: try fields.number("transformer_norm_eps"))
    }
}

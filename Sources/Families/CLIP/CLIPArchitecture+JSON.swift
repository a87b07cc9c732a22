import ModelKit
package import StrictJSON

extension CLIPArchitecture {
    /// Every key in order.
    private static let keys = [
        "name", "family", "embed_dim", "image_resolution", "vision_layers", "vision_width",
        "vision_patch_size", "context_length", "vocab_size", "transformer_width", "transformer_heads",
        "transformer_layers", "activation", "vision_heads", "vision_mlp_width", "vision_pre_norm",
        "vision_pooling", "vision_norm_eps", "transformer_mlp_width", "transformer_norm_eps",
    ]

    /// The description that goes into reports.
    ///
    /// The keys of a tower that is not there are null, and so are a patch size and an MLP width in a ResNet;
    /// `vision_layers` is a number in a ViT, and the bottlenecks of the four stages in a ResNet.
    package var json: JSONValue {
        var values: [String: JSONValue] = [
            "name": .string(name), "embed_dim": .integer(embedDimension),
            "activation": .string(activation.rawValue),
        ]
        if let vision {
            values["family"] = .string(vision.family)
            values.merge(vision.members) { first, _ in first }
        }
        if let text { values.merge(TextArchitecture.fields.members(of: text)) { first, _ in first } }
        var object = JSONObject()
        for key in Self.keys { object[key] = values[key] ?? .null }
        return .object(object)
    }
}

extension VisionArchitecture {
    /// The values of the tower's fields by their keys.
    var members: [String: JSONValue] {
        switch self {
        case .vit(let vit): ViTArchitecture.fields.members(of: vit)
        case .resNet(let resNet): ResNetArchitecture.fields.members(of: resNet)
        }
    }
}

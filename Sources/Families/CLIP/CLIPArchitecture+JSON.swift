package import ModelKit
package import StrictJSON

extension CLIPArchitecture {
    /// Every key of the JSON form in order; all are there, and no others.
    private static let keys = [
        "name", "family", "embed_dim", "image_resolution", "vision_layers", "vision_width",
        "vision_patch_size", "context_length", "vocab_size", "transformer_width", "transformer_heads",
        "transformer_layers", "activation", "vision_heads", "vision_mlp_width", "vision_pre_norm",
        "vision_pooling", "vision_norm_eps", "transformer_mlp_width", "transformer_norm_eps",
    ]

    /// The description that goes into a `.clipw` file and into reports.
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

    /// Reads the JSON form back.
    ///
    /// The name is not read: it follows from the rest.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits, and a key of
    ///   a tower that is not there with a value other than null.
    package init(json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "architecture")
        try fields.requireExactly(Set(Self.keys))
        _ = try fields.string("name")
        self = try locating("architecture") { () throws(SchemaError) in
            try CLIPArchitecture(
                embedDimension: fields.integer("embed_dim"), vision: VisionArchitecture(fields),
                text: Self.text(fields), activation: fields.choice("activation"))
        }
    }

    private static func text(_ fields: FieldReader) throws(SchemaError) -> TextArchitecture? {
        guard try fields.optionalInteger("transformer_width") != nil else {
            try fields.requireNull(TextArchitecture.fields.keys, because: "a model without text tower")
            return nil
        }
        var text = TextArchitecture(width: 1, heads: 1, layers: 1, mlpWidth: 1)
        try TextArchitecture.fields.read(fields, into: &text)
        return text
    }
}

extension VisionArchitecture {
    /// The values of the tower's fields by their keys.
    fileprivate var members: [String: JSONValue] {
        switch self {
        case .vit(let vit): ViTArchitecture.fields.members(of: vit)
        case .resNet(let resNet): ResNetArchitecture.fields.members(of: resNet)
        }
    }

    /// Reads the tower that `family` names; nil where there is none.
    fileprivate init?(_ fields: FieldReader) throws(SchemaError) {
        let (vitKeys, resNetKeys) = (ViTArchitecture.fields.keys, ResNetArchitecture.fields.keys)
        switch try fields.optionalString("family") {
        case "vit":
            var vit = ViTArchitecture(
                layers: 1, width: 1, heads: 1, mlpWidth: 1, patchSize: 1, imageResolution: 1)
            try ViTArchitecture.fields.read(fields, into: &vit)
            self = .vit(vit)
        case "resnet":
            try fields.requireNull(vitKeys.filter { !resNetKeys.contains($0) }, because: "a ResNet")
            var resNet = ResNetArchitecture(stageLayers: [], width: 1, heads: 1, imageResolution: 1)
            try ResNetArchitecture.fields.read(fields, into: &resNet)
            self = .resNet(resNet)
        case nil:
            try fields.requireNull(vitKeys, because: "a model without image tower")
            return nil
        case .some: throw fields.failure("family", "vit, resnet or null")
        }
    }
}

import ModelKit
import StrictJSON

/// What a configuration file beside the weights says of a model: the fields that it states, each by the tower's key.
///
/// Where shapes tell a value too, both have to agree.
struct SigLIPConfiguration {
    /// The file's name.
    let file: String
    /// The fields of a tower, and where the file has each.
    var image: [String: (value: JSONValue, place: String)] = [:]
    var text: [String: (value: JSONValue, place: String)] = [:]
    /// How images are prepared, where the same file says so.
    var preprocessing: FieldReader?

    /// `config.json` of a `SiglipModel`; what is not in it has that class's default.
    ///
    /// - Throws: Unsupported for another `model_type`, such as that of NaFlex, and an unknown `hidden_act`.
    init(huggingFace json: JSONValue) throws(SchemaError) {
        file = "config.json"
        let fields = try FieldReader(json, at: file)
        let (vision, texts): (FieldReader?, FieldReader?)
        switch try fields.optionalString("model_type") {
        case "siglip", nil:
            (vision, texts) = (try fields.object("vision_config"), try fields.object("text_config"))
        case "siglip_vision_model": (vision, texts) = (fields, nil)
        case "siglip_text_model": (vision, texts) = (nil, fields)
        case .some:
            throw fields.unsupported("model_type", "siglip, siglip_vision_model or siglip_text_model")
        }
        let common = [
            ("hidden_size", "width", 768), ("num_hidden_layers", "layers", 12),
            ("num_attention_heads", "heads", 12), ("intermediate_size", "mlp_width", 3072),
        ]
        if let vision {
            image = try vision.stated(
                common + [("image_size", "image_resolution", 224), ("patch_size", "patch_size", 16)])
        }
        if let texts {
            text = try texts.stated(
                common + [
                    ("max_position_embeddings", "context_length", 64), ("vocab_size", "vocab_size", 32_000),
                ])
        }
    }

    /// `open_clip_config.json`.
    ///
    /// The name of timm's model is not read: shapes tell what it is.
    init(openCLIP json: JSONValue) throws(SchemaError) {
        file = "open_clip_config.json"
        let fields = try FieldReader(json, at: file)
        let model = try fields.object("model_cfg")
        let (vision, texts) = (try model.object("vision_cfg"), try model.object("text_cfg"))
        if let side = try vision.optionalSide("image_size") {
            image["image_resolution"] = (.integer(side), vision.place("image_size"))
        }
        for key in ["context_length", "vocab_size", "width", "heads", "layers"] {
            guard let value = try texts.optionalInteger(key) else { continue }
            text[key] = (.integer(value), texts.place(key))
        }
        if let pool = try texts.optionalString("pool_type"), pool != "last" {
            throw texts.unsupported("pool_type", "last")
        }
        if try texts.optionalBool("no_causal_mask") == false {
            throw texts.unsupported("no_causal_mask", "true")
        }
        if let epsilon = try texts.has("norm_kwargs")
            ? texts.object("norm_kwargs").optionalNumber("eps") : nil
        {
            text["norm_eps"] = (.number(epsilon), texts.place("norm_kwargs"))
        }
        preprocessing = fields.has("preprocess_cfg") ? try fields.object("preprocess_cfg") : nil
    }
}

extension FieldReader {
    /// The values of some keys, or their defaults, with the activation and the norms' epsilon.
    fileprivate func stated(
        _ keys: [(theirs: String, ours: String, value: Int)]
    ) throws(SchemaError) -> [String: (value: JSONValue, place: String)] {
        var result: [String: (value: JSONValue, place: String)] = [:]
        for key in keys {
            result[key.ours] = (.integer(try optionalSide(key.theirs) ?? key.value), place(key.theirs))
        }
        result["norm_eps"] = (.number(try optionalNumber("layer_norm_eps") ?? 1e-6), place("layer_norm_eps"))
        let activation: Activation
        switch try optionalString("hidden_act") ?? "gelu_pytorch_tanh" {
        case "gelu_pytorch_tanh", "gelu_new": activation = .geluTanh
        case "gelu": activation = .gelu
        default: throw unsupported("hidden_act", "gelu_pytorch_tanh, gelu_new or gelu")
        }
        result["activation"] = (.string(activation.rawValue), place("hidden_act"))
        return result
    }
}

extension FieldTable {
    /// What shapes told, with what only a configuration tells taken from one.
    ///
    /// - Throws: The first value that both tell differently, with both; a value of a wrong type.
    func completing(
        _ shaped: Description, from stated: [String: (value: JSONValue, place: String)]
    ) throws(SchemaError) -> Description {
        var object = self.object(of: shaped).object ?? JSONObject()
        for (key, field) in stated { object[key] = field.value }
        var described = shaped
        try read(FieldReader(.object(object), at: ""), into: &described)
        let completed = completing(shaped, from: described)
        let actual = members(of: completed)
        for key in keys {
            guard let field = stated[key], let value = actual[key], value != members(of: described)[key]
            else {
                continue
            }
            throw SchemaError(
                at: field.place, found: FieldReader.brief(field.value),
                allowed: "\(FieldReader.brief(value)) as the weights have")
        }
        return completed
    }
}

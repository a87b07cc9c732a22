package import ModelKit
package import StrictJSON

extension ModelConfiguration {
    /// Reads `config.json` of a `CLIPModel`, a `CLIPVisionModelWithProjection` or a
    /// `CLIPTextModelWithProjection`.
    ///
    /// What is not in it has the default of transformers' `CLIPConfig` (`models/clip/configuration_clip.py`);
    /// files carry dozens of keys that do not concern inference, so unknown ones are ignored.
    ///
    /// - Throws: Unsupported for another `model_type`, an unknown or a different `hidden_act` in each tower,
    ///   a text pooled elsewhere than at its end; otherwise the first key of a wrong type or outside the
    ///   limits.
    package init(huggingFace json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: Source.huggingFace.fileName)
        let (vision, text): (FieldReader?, FieldReader?)
        switch try fields.optionalString("model_type") {
        case "clip", nil:
            (vision, text) = (try fields.tower("vision_config"), try fields.tower("text_config"))
        case "clip_vision_model": (vision, text) = (fields, nil)
        case "clip_text_model": (vision, text) = (nil, fields)
        case .some: throw fields.unsupported("model_type", "clip, clip_vision_model or clip_text_model")
        }
        var activations: [Activation] = []
        for tower in [vision, text] {
            if let tower { activations.append(try tower.hiddenActivation()) }
        }
        guard let activation = activations.first, activation == activations.last else {
            throw .unsupported(
                at: Source.huggingFace.fileName,
                found: "hidden_act is " + activations.map(\.rawValue).joined(separator: " and "),
                allowed: "the same in vision_config and text_config")
        }
        let architecture = try locating(Source.huggingFace.fileName) { () throws(SchemaError) in
            try CLIPArchitecture(
                embedDimension: fields.optionalInteger("projection_dim") ?? 512,
                vision: vision?.huggingFaceVision(), text: text?.huggingFaceText(), activation: activation)
        }
        self.init(source: .huggingFace, architecture: architecture)
    }
}

extension FieldReader {
    /// A tower's object.
    ///
    /// `text_config_dict` and `vision_config_dict`, which early versions wrote, take the place of the whole
    /// object where they are there, and their missing keys have the defaults again.
    fileprivate func tower(_ key: String) throws(SchemaError) -> FieldReader {
        try object(has(key + "_dict") ? key + "_dict" : key)
    }

    fileprivate func hiddenActivation() throws(SchemaError) -> Activation {
        switch try optionalString("hidden_act") ?? "quick_gelu" {
        case "quick_gelu": .quickGELU
        case "gelu": .gelu
        // Two implementations of one formula.
        case "gelu_pytorch_tanh", "gelu_new": .geluTanh
        default: throw unsupported("hidden_act", "quick_gelu, gelu, gelu_pytorch_tanh or gelu_new")
        }
    }

    fileprivate func huggingFaceVision() throws(SchemaError) -> VisionArchitecture {
        if let channels = try optionalInteger("num_channels"), channels != 3 {
            throw unsupported("num_channels", "3")
        }
        return .vit(
            ViTArchitecture(
                layers: try optionalInteger("num_hidden_layers") ?? 12,
                width: try optionalInteger("hidden_size") ?? 768,
                heads: try optionalInteger("num_attention_heads") ?? 12,
                mlpWidth: try optionalInteger("intermediate_size") ?? 3072,
                patchSize: try optionalSide("patch_size") ?? 32,
                imageResolution: try optionalSide("image_size") ?? 224,
                normEpsilon: try optionalNumber("layer_norm_eps") ?? 1e-5))
    }

    fileprivate func huggingFaceText() throws(SchemaError) -> TextArchitecture {
        let vocabularySize = try optionalInteger("vocab_size") ?? 49408
        try requireEndOfText("eos_token_id", vocabularySize: vocabularySize)
        return TextArchitecture(
            contextLength: try optionalInteger("max_position_embeddings") ?? 77,
            vocabularySize: vocabularySize,
            width: try optionalInteger("hidden_size") ?? 512,
            heads: try optionalInteger("num_attention_heads") ?? 8,
            layers: try optionalInteger("num_hidden_layers") ?? 12,
            mlpWidth: try optionalInteger("intermediate_size") ?? 2048,
            normEpsilon: try optionalNumber("layer_norm_eps") ?? 1e-5)
    }

    /// Refuses a text tower that is pooled elsewhere than at the end-of-text token, the vocabulary's last.
    ///
    /// transformers takes the first `eos_token_id`, or, where that is 2, the largest token.
    private func requireEndOfText(_ key: String, vocabularySize: Int) throws(SchemaError) {
        guard let token = self[key] else { return }
        guard let id = token.integer,
            [2, 49407, vocabularySize.subtractingReportingOverflow(1).partialValue].contains(id)
        else {
            throw unsupported(key, "the end-of-text token 49407, or 2 as early versions wrote it")
        }
    }
}

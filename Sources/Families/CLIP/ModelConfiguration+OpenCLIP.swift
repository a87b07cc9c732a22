package import ModelKit
package import StrictJSON

extension ModelConfiguration {
    /// Reads `open_clip_config.json`: `model_cfg` and `preprocess_cfg`.
    ///
    /// What is not in it has the default of `CLIPVisionCfg`, `CLIPTextCfg` and `PreprocessCfg` of open_clip
    /// 3.3.0 (`model.py`, `transform.py`).
    ///
    /// - Throws: Unsupported, with its key, for every option that changes what is computed and is not read,
    ///   see `OpenCLIPOptions`, and for unknown keys; otherwise the first key of a wrong type or outside the
    ///   limits.
    package init(openCLIP json: JSONValue) throws(SchemaError) {
        let file = try FieldReader(json, at: Source.openCLIP.fileName)
        guard file.has("model_cfg") else { throw file.failure("model_cfg", "an object") }
        let model = try file.object("model_cfg")
        try OpenCLIPOptions.model.check(model)
        let vision = try model.object("vision_cfg")
        try OpenCLIPOptions.vision.check(vision)
        let text = try model.object("text_cfg")
        try OpenCLIPOptions.text.check(text)

        self = try locating(Source.openCLIP.fileName) { () throws(SchemaError) in
            let visionArchitecture = try vision.openCLIPVision()
            return ModelConfiguration(
                source: .openCLIP,
                architecture: try CLIPArchitecture(
                    embedDimension: model.integer("embed_dim"), vision: visionArchitecture,
                    text: text.openCLIPText(),
                    activation: Self.activation(model, vision: vision, text: text, visionArchitecture)),
                preprocessing: try Preprocessing(
                    openCLIP: file.object("preprocess_cfg"),
                    imageResolution: visionArchitecture.imageResolution))
        }
    }

    private static func activation(
        _ model: FieldReader, vision: FieldReader, text: FieldReader, _ architecture: VisionArchitecture
    ) throws(SchemaError) -> Activation {
        let base: Activation = try model.optionalBool("quick_gelu") ?? false ? .quickGELU : .gelu
        let ofText = try text.applyingActivationArguments(to: base)
        // A ResNet has no such activation.
        guard case .vit = architecture else { return ofText }
        let ofVision = try vision.applyingActivationArguments(to: base)
        guard ofVision == ofText else {
            throw vision.unsupported("act_kwargs", "the same activation in both towers")
        }
        return ofText
    }
}

extension FieldReader {
    fileprivate func openCLIPVision() throws(SchemaError) -> VisionArchitecture {
        let width = try optionalInteger("width") ?? 768
        let headWidth = try optionalInteger("head_width") ?? 64
        try ModelLimits.check(width, place("width"), in: ModelLimits.width)
        try ModelLimits.check(headWidth, place("head_width"), in: ModelLimits.width)
        let resolution = try optionalSide("image_size") ?? 224
        if self["layers"]?.array != nil {
            return .resNet(
                ResNetArchitecture(
                    stageLayers: try integers("layers"), width: width, heads: width * 32 / headWidth,
                    imageResolution: resolution))
        }
        return .vit(
            ViTArchitecture(
                layers: try optionalInteger("layers") ?? 12, width: width, heads: width / headWidth,
                mlpWidth: try mlpWidth(width), patchSize: try optionalSide("patch_size") ?? 16,
                imageResolution: resolution, hasPreNorm: try optionalBool("no_ln_pre") != true,
                pooling: try pooling(), normEpsilon: try normEpsilon()))
    }

    fileprivate func openCLIPText() throws(SchemaError) -> TextArchitecture {
        let width = try optionalInteger("width") ?? 512
        try ModelLimits.check(width, place("width"), in: ModelLimits.width)
        // Only for `pool_type` eos; the other one that is read takes the largest token, which is the last.
        if self["pool_type"] == "eos", try optionalInteger("eos_id") ?? 2 != 49407 {
            throw unsupported("eos_id", "the end-of-text token 49407")
        }
        return TextArchitecture(
            contextLength: try optionalInteger("context_length") ?? 77,
            vocabularySize: try optionalInteger("vocab_size") ?? 49408,
            width: width, heads: try optionalInteger("heads") ?? 8,
            layers: try optionalInteger("layers") ?? 12,
            mlpWidth: try mlpWidth(width), normEpsilon: try normEpsilon())
    }

    /// As Python's `int(width * mlp_ratio)`: 1408 · 4.3637 is 6144.
    private func mlpWidth(_ width: Int) throws(SchemaError) -> Int {
        let ratio = try optionalNumber("mlp_ratio") ?? 4
        guard (0...1024).contains(ratio) else { throw failure("mlp_ratio", "0 to 1024") }
        return Int(Double(width) * ratio)
    }

    private func pooling() throws(SchemaError) -> ViTArchitecture.Pooling {
        let isNormAfterPooling = try optionalBool("final_ln_after_pool") ?? false
        switch try optionalString("pool_type") ?? "tok" {
        // The norm of one token is the same before and after taking it.
        case "tok": return .classToken
        case "avg": return isNormAfterPooling ? .averageThenNorm : .normThenAverage
        default: throw unsupported("pool_type", "tok or avg")
        }
    }

    private func normEpsilon() throws(SchemaError) -> Double {
        let arguments = try object("norm_kwargs")
        try arguments.requireNoOthers(than: ["eps"])
        return try arguments.optionalNumber("eps") ?? 1e-5
    }

    fileprivate func applyingActivationArguments(to base: Activation) throws(SchemaError) -> Activation {
        let arguments = try object("act_kwargs")
        try arguments.requireNoOthers(than: ["approximate"])
        switch try arguments.optionalString("approximate") {
        case nil: return base
        case "none" where base == .gelu: return .gelu
        case "tanh" where base == .gelu: return .geluTanh
        default: throw arguments.unsupported("approximate", "none or tanh, and not with quick_gelu")
        }
    }
}

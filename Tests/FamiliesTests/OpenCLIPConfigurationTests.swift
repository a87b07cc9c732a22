import StrictJSON
import Testing

@testable import Families
@testable import ModelKit

struct OpenCLIPConfigurationTests {
    static let text =
        #"{"context_length": 77, "vocab_size": 49408, "width": 1024, "heads": 16, "layers": 24}"#

    /// `model_configs/*.json` of open_clip 3.3.0.
    static let published = [
        "ViT-H-14": """
        {"embed_dim": 1024, "vision_cfg": {"image_size": 224, "layers": 32, "width": 1280, "head_width": 80,
         "patch_size": 14}, "text_cfg": \(text)}
        """,
        "ViT-g-14": """
        {"embed_dim": 1024, "vision_cfg": {"image_size": 224, "layers": 40, "width": 1408, "head_width": 88,
         "mlp_ratio": 4.3637, "patch_size": 14}, "text_cfg": \(text)}
        """,
        "ViT-bigG-14": """
        {"embed_dim": 1280, "vision_cfg": {"image_size": 224, "layers": 48, "width": 1664, "head_width": 104,
         "mlp_ratio": 4.9231, "patch_size": 14}, "text_cfg": {"context_length": 77, "vocab_size": 49408,
         "width": 1280, "heads": 20, "layers": 32}}
        """,
        "ViT-B/16": #"{"embed_dim": 512, "quick_gelu": true, "vision_cfg": {}, "text_cfg": {}}"#,
        "RN50": """
        {"embed_dim": 1024, "quick_gelu": true, "vision_cfg": {"image_size": 224, "layers": [3, 4, 6, 3],
         "width": 64, "patch_size": null}, "text_cfg": {"width": 512, "heads": 8, "layers": 12}}
        """,
    ]

    static func configuration(_ model: String, preprocessing: String = "{}") throws -> JSONValue {
        try json(#"{"model_cfg": \#(model), "preprocess_cfg": \#(preprocessing)}"#)
    }

    static func base() throws -> JSONValue {
        try configuration(published["ViT-B/16"] ?? "")
    }

    @Test(arguments: published.keys.sorted())
    func publishedConfigurationsAreRead(_ name: String) throws {
        let value = try Self.configuration(#require(Self.published[name]))
        let configuration = try ModelConfiguration(openCLIP: value)
        #expect(configuration.architecture == CLIPArchitecture.published(name))
        #expect(configuration.source == .openCLIP)
        #expect(configuration.preprocessing == Preprocessing.openAI(imageSize: 224))
    }

    @Test func optionsOfTheTowersAreRead() throws {
        let value = try Self.base()
            .setting("model_cfg.quick_gelu", to: false)
            .setting("model_cfg.custom_text", to: true)
            .setting("model_cfg.vision_cfg.no_ln_pre", to: true)
            .setting("model_cfg.vision_cfg.pool_type", to: "avg")
            .setting("model_cfg.vision_cfg.norm_kwargs.eps", to: 1e-6)
            .setting("model_cfg.vision_cfg.act_kwargs.approximate", to: "tanh")
            .setting("model_cfg.text_cfg.act_kwargs.approximate", to: "tanh")
            .setting("model_cfg.text_cfg.norm_kwargs.eps", to: 1e-3)
            .setting("model_cfg.text_cfg.pool_type", to: "eos")
            .setting("model_cfg.text_cfg.eos_id", to: 49407)
        let architecture = try ModelConfiguration(openCLIP: value).architecture
        guard case .vit(let vit) = architecture.vision else {
            Issue.record("no ViT")
            return
        }
        #expect(!vit.hasPreNorm)
        #expect(vit.pooling == .normThenAverage)
        #expect(vit.normEpsilon == 1e-6)
        #expect(architecture.text?.normEpsilon == 1e-3)
        #expect(architecture.activation == .geluTanh)

        let after = value.setting("model_cfg.vision_cfg.final_ln_after_pool", to: true)
        guard case .vit(let other) = try ModelConfiguration(openCLIP: after).architecture.vision else {
            Issue.record("no ViT")
            return
        }
        #expect(other.pooling == .averageThenNorm)
    }

    @Test(arguments: [
        Change("model_cfg.init_logit_bias", .integer(-10)),
        Change("model_cfg.multimodal_cfg", ["width": 512]),
        Change("model_cfg.new_option", 1),
        Change("model_cfg.vision_cfg.timm_model_name", "convnext_base"),
        Change("model_cfg.vision_cfg.attentional_pool", true),
        Change("model_cfg.vision_cfg.attentional_pool", "parallel"),
        Change("model_cfg.vision_cfg.ls_init_value", 1e-4),
        Change("model_cfg.vision_cfg.pos_embed_type", "sin_cos_2d"),
        Change("model_cfg.vision_cfg.pool_type", "none"),
        Change("model_cfg.vision_cfg.qk_norm", true),
        Change("model_cfg.vision_cfg.image_size", [224, 448]),
        Change("model_cfg.vision_cfg.new_option", false),
        Change("model_cfg.vision_cfg.norm_kwargs.bias", false),
        Change("model_cfg.vision_cfg.act_kwargs.approximate", "tanh"),
        Change("model_cfg.text_cfg.hf_model_name", "roberta-base"),
        Change("model_cfg.text_cfg.hf_tokenizer_name", "bert-base-uncased"),
        Change("model_cfg.text_cfg.tokenizer_kwargs", ["clean": "canonicalize"]),
        Change("model_cfg.text_cfg.no_causal_mask", true),
        Change("model_cfg.text_cfg.pool_type", "last"),
        Change("model_cfg.text_cfg.embed_cls", true),
        Change("model_cfg.text_cfg.proj_type", "none"),
        Change("model_cfg.text_cfg.proj_bias", true),
        Change("model_cfg.text_cfg.scale_fc", true),
        Change("preprocess_cfg.mode", "L"),
        Change("preprocess_cfg.new_option", 1),
    ])
    func whatChangesTheResultIsUnsupportedByKey(_ change: Change) throws {
        let changed = try Self.base().setting(change.path, to: change.value)
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(openCLIP: changed) }
        #expect(error?.location == "open_clip_config.json, \(change.blamed)")
        #expect(error?.isUnsupported == true)
    }

    @Test func towersOfDifferentActivationsAreUnsupported() throws {
        let changed = try Self.base().setting("model_cfg.quick_gelu", to: false)
            .setting("model_cfg.vision_cfg.act_kwargs.approximate", to: "tanh")
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(openCLIP: changed) }
        #expect(error?.location == "open_clip_config.json, model_cfg.vision_cfg.act_kwargs")
        #expect(error?.isUnsupported == true)
    }

    @Test func aTextMayEndWithNoOtherToken() throws {
        let changed = try Self.base().setting("model_cfg.text_cfg.pool_type", to: "eos")
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(openCLIP: changed) }
        #expect(error?.location == "open_clip_config.json, model_cfg.text_cfg.eos_id")
    }

    @Test(arguments: [
        Change("model_cfg", .null),
        Change("model_cfg", 1),
        Change("model_cfg.embed_dim", .null),
        Change("model_cfg.embed_dim", 70_000, blamed: "embed_dim"),
        Change("model_cfg.quick_gelu", 1),
        Change("model_cfg.vision_cfg.width", 0),
        Change("model_cfg.vision_cfg.width", .integer(.max)),
        Change("model_cfg.vision_cfg.head_width", 0),
        Change("model_cfg.vision_cfg.head_width", 1000, blamed: "vision_heads"),
        Change("model_cfg.vision_cfg.mlp_ratio", 1e300),
        Change("model_cfg.vision_cfg.mlp_ratio", -1),
        Change("model_cfg.vision_cfg.mlp_ratio", 0, blamed: "vision_mlp_width"),
        Change("model_cfg.vision_cfg.layers", [1, 2, 3], blamed: "vision_layers"),
        Change("model_cfg.vision_cfg.layers", ["1"]),
        Change("model_cfg.text_cfg.heads", 5, blamed: "transformer_heads"),
        Change("preprocess_cfg.std", [1, 1, 0], blamed: "std"),
        Change("preprocess_cfg.interpolation", "nearest"),
    ])
    func wrongValuesAreRefusedByKey(_ change: Change) throws {
        let changed = try Self.base().setting(change.path, to: change.value)
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(openCLIP: changed) }
        #expect(error?.location == "open_clip_config.json, \(change.blamed)")
        #expect(error?.isUnsupported == false)
    }
}

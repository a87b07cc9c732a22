import StrictJSON
import Testing

@testable import Families
@testable import ModelKit

struct HuggingFaceConfigurationTests {
    /// What openai/clip-vit-large-patch14 has, without the keys that do not concern inference.
    static let large = """
        {"model_type": "clip", "projection_dim": 768, "text_config_dict": null, "torch_dtype": "float32",
         "text_config": {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12,
          "eos_token_id": 2, "hidden_act": "quick_gelu", "model_type": "clip_text_model", "dropout": 0.0},
         "vision_config": {"hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16,
          "num_hidden_layers": 24, "patch_size": 14, "image_size": 224, "projection_dim": 512}}
        """

    @Test func anEmptyConfigurationIsViTB32() throws {
        let configuration = try ModelConfiguration(huggingFace: [:])
        #expect(configuration.architecture == CLIPArchitecture.published("ViT-B/32"))
        #expect(configuration.source == .huggingFace)
        #expect(configuration.preprocessing == nil)
    }

    @Test func valuesOfTheFileTakeThePlaceOfDefaults() throws {
        let configuration = try ModelConfiguration(huggingFace: json(Self.large))
        #expect(configuration.architecture == CLIPArchitecture.published("ViT-L/14"))
    }

    @Test func theEarlyDictionariesTakeThePlaceOfTheWholeObject() throws {
        // As laion/CLIP-ViT-H-14-laion2B-s32B-b79K has them.
        let configuration = try ModelConfiguration(
            huggingFace: json(
                """
                {"projection_dim": 1024,
                 "text_config": {"hidden_size": 7, "num_hidden_layers": 3},
                 "text_config_dict": {"hidden_act": "gelu", "hidden_size": 1024, "intermediate_size": 4096,
                  "num_attention_heads": 16, "num_hidden_layers": 24},
                 "vision_config_dict": {"hidden_act": "gelu", "hidden_size": 1280, "intermediate_size": 5120,
                  "num_attention_heads": 16, "num_hidden_layers": 32, "patch_size": 14}}
                """))
        #expect(configuration.architecture == CLIPArchitecture.published("ViT-H-14"))
    }

    @Test func towersHaveConfigurationsOfTheirOwn() throws {
        let image = try ModelConfiguration(huggingFace: [
            "model_type": "clip_vision_model", "hidden_act": "gelu",
        ])
        let whole = try #require(CLIPArchitecture.published("ViT-B/32"))
        #expect(image.architecture == whole.keeping(.image)?.replacing(activation: .gelu))
        let text = try ModelConfiguration(huggingFace: ["model_type": "clip_text_model"])
        #expect(text.architecture == whole.keeping(.text))
    }

    @Test(arguments: [
        ("quick_gelu", Activation.quickGELU), ("gelu", .gelu), ("gelu_pytorch_tanh", .geluTanh),
        ("gelu_new", .geluTanh),
    ])
    func activationsAreRead(name: String, activation: Activation) throws {
        let value = try json("{}").setting("text_config.hidden_act", to: .string(name))
            .setting("vision_config.hidden_act", to: .string(name))
        #expect(try ModelConfiguration(huggingFace: value).architecture.activation == activation)
    }

    @Test(arguments: [
        Change("model_type", .string("siglip")),
        Change("model_type", "chinese_clip"),
        Change("text_config.hidden_act", "relu"),
        Change("text_config.eos_token_id", 7),
        Change("text_config.eos_token_id", [2]),
        Change("vision_config.num_channels", 4),
        Change("vision_config.image_size", [224, 448]),
    ])
    func otherModelsAreUnsupportedByKey(_ change: Change) throws {
        let changed = try json(Self.large).setting(change.path, to: change.value)
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(huggingFace: changed) }
        #expect(error?.location == "config.json, \(change.blamed)")
        #expect(error?.found == change.value.text)
        #expect(error?.isUnsupported == true)
    }

    @Test func towersOfDifferentActivationsAreUnsupported() throws {
        let changed = try json(Self.large).setting("vision_config.hidden_act", to: "gelu")
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(huggingFace: changed) }
        #expect(error?.found == "hidden_act is gelu and quick_gelu")
        #expect(error?.isUnsupported == true)
    }

    @Test(arguments: [
        Change("projection_dim", .string("768")),
        Change("projection_dim", 0, blamed: "embed_dim"),
        Change("vision_config", [1]),
        Change("vision_config.hidden_size", 1024.5),
        Change("vision_config.num_hidden_layers", 1_000_000, blamed: "vision_layers"),
        Change("vision_config.num_attention_heads", 0, blamed: "vision_heads"),
        Change("vision_config.patch_size", 0, blamed: "vision_patch_size"),
        Change("vision_config.patch_size", []),
        Change("text_config.vocab_size", .integer(.min), blamed: "vocab_size"),
        Change("text_config.layer_norm_eps", -1, blamed: "transformer_norm_eps"),
        Change("text_config.layer_norm_eps", "1e-5"),
        Change("text_config.max_position_embeddings", 9_223_372_036_854_775_807, blamed: "context_length"),
    ])
    func wrongValuesAreRefusedByKey(_ change: Change) throws {
        // Without a token for the end, of which the smallest vocabulary has none.
        let changed = try json(Self.large).setting("text_config.eos_token_id", to: .null).setting(
            change.path, to: change.value)
        let error = #expect(throws: SchemaError.self) { try ModelConfiguration(huggingFace: changed) }
        #expect(error?.location == "config.json, \(change.blamed)")
        #expect(error?.isUnsupported == false)
    }

    @Test func theLastTokenMayEndATextInASmallVocabulary() throws {
        let value = try json(#"{"text_config": {"vocab_size": 96, "eos_token_id": 95}}"#)
        #expect(try ModelConfiguration(huggingFace: value).architecture.text?.vocabularySize == 96)
        let least = try json("{}").setting("text_config.vocab_size", to: .integer(.min))
            .setting("text_config.eos_token_id", to: 3)
        #expect(throws: SchemaError.self) { try ModelConfiguration(huggingFace: least) }
    }

    @Test func aConfigurationIsAnObject() {
        #expect(throws: SchemaError.self) { try ModelConfiguration(huggingFace: .null) }
        #expect(throws: SchemaError.self) { try ModelConfiguration(huggingFace: [1]) }
    }
}

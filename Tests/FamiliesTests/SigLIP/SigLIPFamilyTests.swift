import Layers
import ModelKit
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing

@testable import Families

@Suite struct SigLIPFamilyTests {
    /// A published size: its description, and the tensors of each library.
    private func published(_ name: String) throws -> (SigLIPArchitecture, JSONValue) {
        let line = try #require(
            try SigLIPInventoryTests.published().first { $0["name"]?.string == name })
        return (try SigLIPArchitecture(json: try #require(line["model"])), line)
    }

    private func evidence(
        _ line: JSONValue, _ library: String, _ configurations: [String: String],
        files: [String: [UInt8]] = [:], activation: Activation? = nil
    ) throws -> Evidence {
        let tensors = try SigLIPInventoryTests.tensors(line, library)
        var documents: [String: JSONValue] = [:]
        for (name, text) in configurations { documents[name] = try JSONValue(parsing: Array(text.utf8)) }
        return Evidence(
            tensors: tensors, names: tensors.map(\.name), configurations: documents, files: files,
            activation: activation)
    }

    /// As minimal as the published files are.
    private static let so400m = #"""
        {"model_type": "siglip",
         "text_config": {"hidden_size": 1152, "intermediate_size": 4304, "model_type": "siglip_text_model",
                         "num_attention_heads": 16, "num_hidden_layers": 27},
         "vision_config": {"hidden_size": 1152, "image_size": 384, "intermediate_size": 4304,
                           "model_type": "siglip_vision_model", "num_attention_heads": 16,
                           "num_hidden_layers": 27, "patch_size": 14}}
        """#
    private static let openCLIP = #"""
        {"model_cfg": {"embed_dim": 1152, "init_logit_bias": -10, "custom_text": true,
          "vision_cfg": {"image_size": 384, "timm_model_name": "vit_so400m_patch14_siglip_384"},
          "text_cfg": {"context_length": 64, "vocab_size": 32000, "width": 1152, "heads": 16, "layers": 27,
                       "no_causal_mask": true, "pool_type": "last", "norm_kwargs": {"eps": 1e-6}}},
         "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bicubic",
                            "resize_mode": "squash"}}
        """#

    @Test(arguments: [
        ("huggingface", "config.json", so400m), ("openclip", "open_clip_config.json", openCLIP),
    ])
    func modelIsReadWithItsConfiguration(library: String, file: String, text: String) throws {
        let (described, line) = try published("ViT-SO400M-14-SigLIP-384")
        let model = try #require(try SigLIPFamily.model(of: evidence(line, library, [file: text])))
        #expect(model.architecture as? SigLIPArchitecture == described)
        #expect(model.layout == library)
        #expect(model.weights.map(\.name) == described.expectedTensors.map(\.name))
        #expect(
            try model.preprocessing
                == Preprocessing(
                    imageSize: 384, mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5],
                    interpolation: .bicubic, resizeMode: .squash))
    }

    /// Without configuration everything follows from shapes but a margin that nothing reads.
    @Test(arguments: ["ViT-B-16-SigLIP", "ViT-L-16-SigLIP-256", "ViT-gopt-16-SigLIP2-384"])
    func modelIsReadWithoutConfiguration(_ name: String) throws {
        let (described, line) = try published(name)
        let model = try #require(try SigLIPFamily.model(of: evidence(line, "openclip", [:])))
        #expect(model.architecture as? SigLIPArchitecture == described)
        #expect(model.activation.activation == .geluTanh)
    }

    @Test func activationIsTheOneThatTheUserStates() throws {
        let (_, line) = try published("ViT-B-16-SigLIP")
        let model = try #require(
            try SigLIPFamily.model(of: evidence(line, "openclip", [:], activation: .gelu)))
        let architecture = try #require(model.architecture as? SigLIPArchitecture)
        #expect(architecture.image?.activation == .gelu && architecture.text?.activation == .gelu)
    }

    @Test(arguments: [
        (#""image_size": 384"#, #""image_size": 400"#, "vision_config.image_size"),
        (
            #""num_hidden_layers": 27, "patch"#, #""num_hidden_layers": 26, "patch"#,
            "vision_config.num_hidden_layers"
        ),
        (#""num_attention_heads": 16"#, #""num_attention_heads": 7"#, "heads"),
        (#""patch_size": 14"#, #""patch_size": 16"#, "vision_config.patch_size"),
        (#""model_type": "siglip","#, #""model_type": "siglip2","#, "model_type"),
        (#""image_size": 384"#, #""hidden_act": "relu""#, "vision_config.hidden_act"),
    ])
    func contradictionIsRefusedByKey(old: String, new: String, place: String) throws {
        let (_, line) = try published("ViT-SO400M-14-SigLIP-384")
        let text = Self.so400m.replacing(old, with: new)
        let error = #expect(throws: SchemaError.self) {
            try SigLIPFamily.model(of: evidence(line, "huggingface", ["config.json": text]))
        }
        #expect(error?.location?.hasSuffix(place) == true, "\(error?.location ?? "")")
    }

    @Test func otherModelsAreLeftToOtherFamilies() throws {
        for listing in [PeerStateDicts.openAIViT, PeerStateDicts.huggingFace] {
            let tensors = PeerStateDicts.tensors(listing)
            #expect(
                try SigLIPFamily.model(of: Evidence(tensors: tensors, names: tensors.map(\.name)))?.layout
                    == nil)
        }
        let pe = ["visual.trunk.attn_pool.latent", "visual.trunk.cls_token"]
        #expect(try SigLIPFamily.model(of: Evidence(tensors: [], names: pe))?.layout == nil)
    }

    @Test(arguments: [
        ("spiece.model", "sentencepiece/c4-en.model", "sentencepiece-unigram", 1),
        ("tokenizer.json", "siglip/tokenizers/t5.json", "sentencepiece-unigram", 1),
        ("tokenizer.model", "sentencepiece/gemma.model", "sentencepiece-bpe", 0),
        ("tokenizer.json", "siglip/tokenizers/gemma.json", "sentencepiece-bpe", 0),
    ])
    func tokenizerIsReadAndReadBack(file: String, fixture: String, kind: String, padding: Int32) throws {
        let (_, line) = try published("ViT-B-16-SigLIP")
        let files = [file: try Repository.fixtureBytes(fixture)]
        let model = try #require(try SigLIPFamily.model(of: evidence(line, "openclip", [:], files: files)))
        #expect(model.architecture.textInput == .padded)
        #expect((model.architecture as? SigLIPArchitecture)?.text?.padding == Int(padding))
        let tokenizer = try #require(model.tokenizer)
        #expect(type(of: tokenizer).kind == kind)
        let tables = Dictionary(tokenizer.tables.map { ($0.descriptor.name, $0) }) { first, _ in first }
        let read = try TextTokenizers.read(
            tokenizer.json(contextLength: 64), tables: tables, for: model.architecture)
        for text in ["a photo of a cat", "hello_world, it's &amp; 12", "日本語"] {
            let tokens = try tokenizer.tokens(of: text, contextLength: 64, truncate: false)
            #expect(tokens.last == 1)
            #expect(try read.tokens(of: text, contextLength: 64, truncate: false) == tokens)
        }
        for name in tables.keys where !name.hasSuffix("character_map") {
            var fewer = tables
            fewer[name] = nil
            let error = #expect(throws: SchemaError.self) {
                try TextTokenizers.read(
                    tokenizer.json(contextLength: 64), tables: fewer, for: model.architecture)
            }
            #expect(error?.location == "tensor '\(name)'")
        }
    }

    @Test func moreKnownPiecesThanTokensAreRefused() throws {
        let tensors = try SigLIPFixture.all[0].file().header.entries.map(\.descriptor)
        let files = ["spiece.model": try Repository.fixtureBytes("sentencepiece/c4-en.model")]
        let error = #expect(throws: SchemaError.self) {
            try SigLIPFamily.model(
                of: Evidence(tensors: tensors, names: tensors.map(\.name), files: files))
        }
        #expect(error?.allowed == "at most 300, as the text tower has tokens")
    }
}

extension String {
    /// The text with the first of some texts exchanged.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        let parts = split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.joined(separator: new)
    }
}

import StrictJSON
import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct ConfigurationAgreementTests {
    static func configuration(_ changes: (String, JSONValue)...) throws -> ModelConfiguration {
        var value = try json(
            """
            {"model_cfg": {"embed_dim": 32, "vision_cfg": {"image_size": 64, "layers": 2, "width": 128,
             "patch_size": 32}, "text_cfg": {"context_length": 7, "vocab_size": 50, "width": 64, "heads": 1,
             "layers": 3}}}
            """)
        for (path, change) in changes { value = value.setting("model_cfg." + path, to: change) }
        return try ModelConfiguration(openCLIP: value)
    }

    @Test func whatShapesDoNotTellComesFromTheConfiguration() throws {
        let small = try CLIPArchitecture.small()
        let configuration = try Self.configuration(
            ("vision_cfg.head_width", 16), ("vision_cfg.pool_type", "avg"),
            ("vision_cfg.norm_kwargs.eps", 1e-6),
            ("text_cfg.heads", 4), ("text_cfg.norm_kwargs.eps", 1e-3))
        let inferred = try CLIPArchitecture(
            inferringFrom: small.descriptors(), configuration: configuration, activation: .quickGELU)
        #expect(inferred == configuration.architecture.replacing(activation: .quickGELU))
        guard case .vit(let vit) = inferred.vision else {
            Issue.record("no ViT")
            return
        }
        #expect(vit.heads == 8 && vit.pooling == .normThenAverage && vit.normEpsilon == 1e-6)
        #expect(inferred.text?.heads == 4 && inferred.text?.normEpsilon == 1e-3)
    }

    /// A change to the configuration, and what is then said about it and about the weights.
    struct Disagreement: Sendable, CustomTestStringConvertible {
        let path: String
        let value: JSONValue
        let key: String
        let found: String
        let actual: String
        var testDescription: String { "\(path) \(value.text)" }
    }

    static let disagreements = [
        Disagreement(path: "embed_dim", value: 48, key: "embed_dim", found: "48", actual: "32"),
        Disagreement(
            path: "vision_cfg.image_size", value: 96, key: "image_resolution", found: "96", actual: "64"),
        Disagreement(path: "vision_cfg.layers", value: 3, key: "vision_layers", found: "3", actual: "2"),
        Disagreement(path: "vision_cfg.width", value: 192, key: "vision_width", found: "192", actual: "128"),
        Disagreement(
            path: "vision_cfg.patch_size", value: 16, key: "vision_patch_size", found: "16", actual: "32"),
        Disagreement(
            path: "vision_cfg.mlp_ratio", value: 2, key: "vision_mlp_width", found: "256", actual: "512"),
        Disagreement(
            path: "vision_cfg.no_ln_pre", value: true, key: "vision_pre_norm", found: "false",
            actual: "true"),
        Disagreement(
            path: "vision_cfg.layers", value: [1, 1, 1, 1], key: "family", found: #""resnet""#,
            actual: #""vit""#),
        Disagreement(
            path: "text_cfg.context_length", value: 8, key: "context_length", found: "8", actual: "7"),
        Disagreement(path: "text_cfg.vocab_size", value: 51, key: "vocab_size", found: "51", actual: "50"),
        Disagreement(
            path: "text_cfg.width", value: 128, key: "transformer_width", found: "128", actual: "64"),
        Disagreement(path: "text_cfg.layers", value: 2, key: "transformer_layers", found: "2", actual: "3"),
        Disagreement(
            path: "text_cfg.mlp_ratio", value: 3, key: "transformer_mlp_width", found: "192", actual: "256"),
    ]

    @Test(arguments: disagreements)
    func disagreementIsRefusedWithBothValues(_ disagreement: Disagreement) throws {
        let configuration = try Self.configuration((disagreement.path, disagreement.value))
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(
                inferringFrom: CLIPArchitecture.small().descriptors(), configuration: configuration,
                activation: .gelu)
        }
        #expect(error?.location == "open_clip_config.json, \(disagreement.key)")
        #expect(error?.found == disagreement.found)
        #expect(error?.allowed == "\(disagreement.actual) as the weights have")
    }

    @Test func weightsOfOneTowerMayComeWithTheConfigurationOfBoth() throws {
        let small = try CLIPArchitecture.small()
        for tower in Tower.allCases {
            let single = try #require(small.keeping(tower))
            let inferred = try CLIPArchitecture(
                inferringFrom: single.descriptors(), configuration: Self.configuration(), activation: .gelu)
            #expect(inferred == single)
        }
    }

    @Test func aTowerThatTheConfigurationLacksIsRefused() throws {
        let configuration = try ModelConfiguration(
            huggingFace: ["model_type": "clip_vision_model", "projection_dim": 32])
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(
                inferringFrom: CLIPArchitecture.small().descriptors(), configuration: configuration,
                activation: .gelu)
        }
        #expect(error?.location == "config.json")
        #expect(error?.found == "no text tower")
    }

    @Test func onlyAConfigurationExcusesTheMissingNorm() throws {
        let tensors = try CLIPArchitecture.small().descriptors().filter {
            !$0.name.hasPrefix("visual.ln_pre.")
        }
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        #expect(error?.location == "visual.ln_pre.weight")
        let configuration = try Self.configuration(("vision_cfg.no_ln_pre", true))
        let inferred = try CLIPArchitecture(
            inferringFrom: tensors, configuration: configuration, activation: .gelu)
        #expect(inferred == configuration.architecture)
        #expect(try Dialect.openCLIP.canonicalWeights(from: tensors).map(\.descriptor) == tensors)
    }
}

import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct CanonicalWeightsRefusalTests {
    static let queries = "text_model.encoder.layers.0.self_attn.q_proj.weight"
    static let keys = "text_model.encoder.layers.0.self_attn.k_proj.weight"

    private let huggingFace = PeerStateDicts.tensors(PeerStateDicts.huggingFace)
    private let openAI = PeerStateDicts.tensors(PeerStateDicts.openAIViT)

    private func refusal(_ dialect: Dialect, _ tensors: [TensorDescriptor]) throws -> SchemaError {
        try #require(
            #expect(throws: SchemaError.self) { try dialect.canonicalWeights(from: tensors) })
    }

    @Test func partsOfDifferentTypesAreRefusedWithBoth() throws {
        let error = try refusal(.huggingFace, huggingFace.retyping(Self.keys, .float16))
        #expect(error.location == Self.keys)
        #expect(error.found == "element type F16")
        #expect(error.allowed == "F32 as '\(Self.queries)' has")
    }

    @Test func partsOfDifferentShapesAreRefusedWithBoth() throws {
        // Together they would have the right number of rows.
        let value = Self.keys.replacing("k_proj", with: "v_proj")
        let tensors = huggingFace.reshaping(Self.keys, [63, 64]).reshaping(value, [65, 64])
        let error = try refusal(.huggingFace, tensors)
        #expect(error.location == Self.keys)
        #expect(error.found == "shape [63, 64]")
        #expect(error.allowed == "[64, 64] as '\(Self.queries)' has")
    }

    @Test func aMissingPartIsRefused() throws {
        let error = try refusal(.huggingFace, huggingFace.without(Self.keys))
        #expect(error.location == "transformer.resblocks.0.attn.in_proj_weight")
        #expect(
            error.found.contains("q_proj") && error.found.contains("v_proj")
                && !error.found.contains("k_proj"))
    }

    @Test func missingTensorsAreNamedAsTheCheckpointWould() throws {
        let norm = try refusal(.huggingFace, huggingFace.without("vision_model.pre_layrnorm.bias"))
        #expect(norm.location == "visual.ln_pre.bias (vision_model.pre_layrnorm.bias)")
        #expect(norm.found == "missing")
        let block = try refusal(
            .huggingFace, huggingFace.without("text_model.encoder.layers.0.mlp.fc2.weight"))
        #expect(
            block.location
                == "transformer.resblocks.0.mlp.c_proj.weight (text_model.encoder.layers.0.mlp.fc2.weight)")
    }

    @Test func wrongShapesAreNamedAsTheCheckpointDoes() throws {
        let error = try refusal(.huggingFace, huggingFace.reshaping("visual_projection.weight", [33, 128]))
        #expect(error.location == "visual.proj (visual_projection.weight)")
        #expect(error.found == "shape [128, 33]")
        #expect(error.allowed?.hasPrefix("[128, 32]") == true)
        let text = PeerStateDicts.tensors(PeerStateDicts.openCLIPCustomText)
            .reshaping("text.ln_final.bias", [63])
        #expect(try refusal(.openCLIP, text).location == "ln_final.bias (text.ln_final.bias)")
        #expect(try refusal(.openAI, openAI.reshaping("ln_final.bias", [63])).location == "ln_final.bias")
    }

    @Test(arguments: [[32], [32, 128, 1]] as [Shape])
    func aProjectionThatIsNoMatrixIsRefused(_ shape: Shape) throws {
        let error = try refusal(.huggingFace, huggingFace.reshaping("visual_projection.weight", shape))
        #expect(error.location == "visual_projection.weight")
        #expect(error.found == "shape \(shape)")
    }

    @Test(arguments: [ElementType.int64, .int8, .uint8, .bool])
    func weightsThatAreNoFloatingPointNumbersAreRefused(_ type: ElementType) throws {
        let error = try refusal(.openAI, openAI.retyping("visual.proj", type))
        #expect(error.location == "visual.proj")
        #expect(error.found == "element type \(type.rawValue)")
    }

    @Test(arguments: [Dialect.openAI, .openCLIP, .huggingFace])
    func unknownTensorsAreRefusedByName(_ dialect: Dialect) throws {
        let tensors = (dialect == .huggingFace ? huggingFace : openAI).adding("visual.mystery", [1])
        let error = try refusal(dialect, tensors)
        #expect(error.location == "visual.mystery")
        #expect(error.found.contains("'\(dialect.rawValue)'"))
    }

    @Test func oneTensorUnderTwoNamesIsRefused() throws {
        let both = PeerStateDicts.tensors(PeerStateDicts.openCLIPCustomText).adding("ln_final.bias", [64])
        let error = try refusal(.openCLIP, both)
        #expect(error.location == "ln_final.bias")
        #expect(error.found.contains("'text.ln_final.bias'"))
        let twice = try refusal(.openAI, openAI.adding("ln_final.bias", [64]))
        #expect(twice.location == "ln_final.bias")
    }

    @Test func namesOfAnotherDialectAreUnknown() throws {
        let custom = PeerStateDicts.tensors(PeerStateDicts.openCLIPCustomText)
        #expect(try refusal(.openAI, custom).location?.hasPrefix("text.") == true)
        #expect(try refusal(.huggingFace, openAI).location == "positional_embedding")
        #expect(try refusal(.openAI, huggingFace).location == "text_model.embeddings.token_embedding.weight")
    }

    @Test func towersThatDoNotMeetAreRefusedWithBothShapes() throws {
        let error = try refusal(.openAI, openAI.reshaping("visual.proj", [128, 40]))
        #expect(error.location == "visual.proj")
        #expect(error.found == "shape [128, 40]")
        #expect(error.allowed?.hasPrefix("[128, 32]") == true)
    }

    @Test func rowsThatOverflowAreRefused() throws {
        let names = ["q", "k", "v"].map { "text_model.encoder.layers.0.self_attn.\($0)_proj.bias" }
        let tensors = names.reduce(huggingFace) { $0.reshaping($1, [1 << 47]) }
        #expect(try refusal(.huggingFace, tensors).found == "shape [\(1 << 47)]")
    }
}

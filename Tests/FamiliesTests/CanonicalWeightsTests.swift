import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct CanonicalWeightsTests {
    /// All the listings but the ResNet's are of one model.
    static let listings: [(String, Dialect)] = [
        (PeerStateDicts.openAIViT, .openAI), (PeerStateDicts.openCLIPPlain, .openCLIP),
        (PeerStateDicts.openCLIPCustomText, .openCLIP), (PeerStateDicts.huggingFace, .huggingFace),
    ]

    @Test(arguments: listings)
    func everyDialectGivesTheSameCanonicalTensors(listing: String, dialect: Dialect) throws {
        let expected = PeerStateDicts.tensors(PeerStateDicts.openAIViT)
        let tensors = PeerStateDicts.tensors(listing)
        #expect(try dialect.canonicalWeights(from: tensors).map(\.descriptor) == expected)
        #expect(try dialect.canonicalWeights(from: tensors.reversed()).map(\.descriptor) == expected)
    }

    @Test(arguments: listings)
    func everyTensorIsUsedOnce(listing: String, dialect: Dialect) throws {
        let tensors = PeerStateDicts.tensors(listing)
        let parts = try dialect.canonicalWeights(from: tensors).flatMap(\.parts)
        #expect(parts.sorted() == tensors.map(\.name).sorted())
    }

    @Test func queriesKeysAndValuesAreJoinedInThisOrder() throws {
        let tensors = PeerStateDicts.tensors(PeerStateDicts.huggingFace)
        let weights = try Dialect.huggingFace.canonicalWeights(from: tensors)
        let attention = "vision_model.encoder.layers.0.self_attn"
        let weight = try #require(
            weights.first { $0.name == "visual.transformer.resblocks.0.attn.in_proj_weight" })
        #expect(weight.parts == ["q", "k", "v"].map { "\(attention).\($0)_proj.weight" })
        #expect(weight.shape == [384, 128])
        let bias = try #require(
            weights.first { $0.name == "visual.transformer.resblocks.0.attn.in_proj_bias" })
        #expect(bias.parts == ["q", "k", "v"].map { "\(attention).\($0)_proj.bias" })
        #expect(bias.shape == [384])
    }

    @Test func onlyHuggingFacesProjectionsAreTransposed() throws {
        for (listing, dialect) in Self.listings {
            let weights = try dialect.canonicalWeights(from: PeerStateDicts.tensors(listing))
            let transposed = weights.filter(\.isTransposed)
            #expect(
                transposed.map(\.name) == (dialect == .huggingFace ? ["text_projection", "visual.proj"] : []))
            #expect(transposed.allSatisfy { $0.shape.dimensions.last == 32 })
        }
    }

    @Test(arguments: Tower.allCases)
    func huggingFacesSingleTowersAreRead(_ tower: Tower) throws {
        let prefixes = tower == .image ? ["vision_model.", "visual_"] : ["text_"]
        let tensors = PeerStateDicts.tensors(PeerStateDicts.huggingFace).filter { tensor in
            prefixes.contains { tensor.name.hasPrefix($0) }
        }
        let weights = try Dialect.huggingFace.canonicalWeights(from: tensors)
        let whole = PeerStateDicts.tensors(PeerStateDicts.openAIViT)
        #expect(
            weights.map(\.descriptor)
                == whole.filter {
                    $0.name != "logit_scale" && $0.name.hasPrefix("visual.") == (tower == .image)
                })
    }

    @Test func aSingleTowerLosesItsLogitScale() throws {
        let tensors = PeerStateDicts.tensors(PeerStateDicts.openAIViT)
        let image = tensors.filter { $0.name.hasPrefix("visual.") || $0.name == "logit_scale" }
        let text = tensors.filter { !$0.name.hasPrefix("visual.") }
        for tower in [image, text] {
            let names = try Dialect.openAI.canonicalWeights(from: tower).map(\.name)
            #expect(names == tower.map(\.name).filter { $0 != "logit_scale" })
        }
    }

    @Test func whatIsNoWeightIsDropped() throws {
        let tensors = PeerStateDicts.tensors(PeerStateDicts.openAIViT)
        let more =
            tensors
            .adding("input_resolution", [], .int64).adding("context_length", [1], .int32)
            .adding("vocab_size", [3, 3], .float64).adding("attn_mask", [7, 7])
            .adding("visual.transformer.resblocks.0.attn_mask", [0])
        #expect(try Dialect.openAI.canonicalWeights(from: more).map(\.descriptor) == tensors)

        let huggingFace = PeerStateDicts.tensors(PeerStateDicts.huggingFace)
        let old =
            huggingFace
            .adding("text_model.embeddings.position_ids", [1, 7], .int64)
            .adding("vision_model.embeddings.position_ids", [1, 5], .int64)
        #expect(try Dialect.huggingFace.canonicalWeights(from: old).map(\.descriptor) == tensors)

        let resNet = PeerStateDicts.tensors(PeerStateDicts.openAIResNet)
        let names = try Dialect.openAI.canonicalWeights(from: resNet).map(\.name)
        #expect(names == resNet.map(\.name).filter { !$0.hasSuffix("num_batches_tracked") })
    }

    @Test(arguments: listings)
    func aLogitScaleOfOneNumberBecomesAScalar(listing: String, dialect: Dialect) throws {
        let tensors = PeerStateDicts.tensors(listing).reshaping("logit_scale", [1])
        let weights = try dialect.canonicalWeights(from: tensors)
        #expect(weights.first { $0.name == "logit_scale" }?.shape == [])
        let pair = tensors.reshaping("logit_scale", [2])
        let error = #expect(throws: SchemaError.self) { try dialect.canonicalWeights(from: pair) }
        #expect(error?.location == "logit_scale")
    }

    @Test func elementTypesAreKept() throws {
        let half = PeerStateDicts.tensors(PeerStateDicts.huggingFace, type: .bfloat16)
            .retyping("logit_scale", .float32)
        let weights = try Dialect.huggingFace.canonicalWeights(from: half)
        #expect(weights.allSatisfy { $0.elementType == ($0.name == "logit_scale" ? .float32 : .bfloat16) })
    }
}

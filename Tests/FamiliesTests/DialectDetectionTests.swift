import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct DialectDetectionTests {
    static func names(_ listing: String) -> [String] {
        PeerStateDicts.tensors(listing).map(\.name)
    }

    @Test(arguments: [
        (PeerStateDicts.openAIViT, Dialect.openAI), (PeerStateDicts.openAIResNet, .openAI),
        (PeerStateDicts.openCLIPPlain, .openCLIP), (PeerStateDicts.openCLIPCustomText, .openCLIP),
        (PeerStateDicts.huggingFace, .huggingFace),
    ])
    func everyLayoutIsRecognised(listing: String, dialect: Dialect) throws {
        let names = Self.names(listing)
        #expect(try Dialect(detectingIn: names) == dialect)
        let oneTower = names.filter { $0.hasPrefix("vision_model.") || $0.hasPrefix("visual.") }
        #expect(try Dialect(detectingIn: oneTower) == dialect)
        let textTower = names.filter { !$0.hasPrefix("vis") }
        #expect(try Dialect(detectingIn: textTower) == dialect)
    }

    @Test func theOpenCLIPConfigurationDecidesOverSortedNames() throws {
        let names = Self.names(PeerStateDicts.openCLIPPlain).sorted()
        #expect(try Dialect(detectingIn: names) == .openAI)
        #expect(try Dialect(detectingIn: names, configuration: .openCLIP) == .openCLIP)
        let archive = names + ["input_resolution", "context_length", "vocab_size"]
        #expect(try Dialect(detectingIn: archive, configuration: .openCLIP) == .openAI)
    }

    @Test(arguments: [
        (PeerStateDicts.huggingFace, PeerStateDicts.openAIViT, "text_model."),
        (PeerStateDicts.huggingFace, PeerStateDicts.openCLIPCustomText, "text_model."),
        (PeerStateDicts.openCLIPCustomText, PeerStateDicts.openCLIPPlain, "text.positional_embedding'"),
    ])
    func namesOfTwoLayoutsAreRefused(one: String, other: String, found: String) throws {
        for names in [Self.names(one) + Self.names(other), Self.names(other) + Self.names(one)] {
            let error = #expect(throws: SchemaError.self) { try Dialect(detectingIn: names) }
            #expect(error?.found.hasPrefix("names of two layouts: '" + found) == true)
        }
    }

    @Test(arguments: [
        [], ["logit_scale"], ["conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "fc.weight"],
        ["model.0.conv.weight", "model.22.dfl.conv.weight"],
    ])
    func otherNetworksAreNoCLIPModels(_ names: [String]) {
        let error = #expect(throws: SchemaError.self) { try Dialect(detectingIn: names) }
        #expect(error?.found.hasPrefix("not a CLIP model: visual.conv1.weight is missing") == true)
        #expect(error?.isUnsupported == false)
    }

    @Test(arguments: [
        ("logit_bias", "SigLIP"), ("visual.trunk.patch_embed.proj.weight", "timm"),
        ("visual.attn_pool.query", "CoCa"),
        ("text_decoder.ln_final.weight", "CoCa"), ("text.cls_emb", "CoCa"),
        ("vision_model.head.probe", "SigLIP"),
        ("text.transformer.embeddings.word_embeddings.weight", "Hugging Face"),
        ("visual.transformer.resblocks.0.ls_1.gamma", "layer scale"), ("text.text_projection.bias", "bias"),
        ("transformer.resblocks.0.attn.ln_q.weight", "norms of queries"),
    ])
    func relativesOfCLIPAreUnsupportedByName(name: String, meaning: String) throws {
        let tensors = PeerStateDicts.tensors(PeerStateDicts.openCLIPPlain).adding(name, [1])
        let detection = #expect(throws: SchemaError.self) { try Dialect(detectingIn: tensors.map(\.name)) }
        let mapping = #expect(throws: SchemaError.self) {
            try Dialect.openCLIP.canonicalWeights(from: tensors)
        }
        for error in [detection, mapping] {
            #expect(error?.location == name)
            #expect(error?.found.contains(meaning) == true)
            #expect(error?.isUnsupported == true)
        }
    }
}

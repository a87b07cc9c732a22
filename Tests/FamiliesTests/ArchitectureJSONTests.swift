import StrictJSON
import Testing

@testable import Families
@testable import ModelKit

struct ArchitectureJSONTests {
    static func samples() throws -> [CLIPArchitecture] {
        let published = CLIPArchitecture.publishedNames.compactMap(CLIPArchitecture.published)
        var vit = ViTArchitecture(
            layers: 1, width: 6, heads: 3, mlpWidth: 5, patchSize: 7, imageResolution: 14, hasPreNorm: false,
            pooling: .averageThenNorm, normEpsilon: 1e-6)
        let average = try CLIPArchitecture(
            embedDimension: 9, vision: .vit(vit), text: nil, activation: .geluTanh)
        vit.pooling = .normThenAverage
        let other = try CLIPArchitecture(embedDimension: 9, vision: .vit(vit), text: nil, activation: .gelu)
        return published
            + published.flatMap { architecture in Tower.allCases.compactMap { architecture.keeping($0) } }
            + [average, other]
    }

    @Test(arguments: try samples())
    func theWrittenFormReadsBack(_ architecture: CLIPArchitecture) throws {
        let text = architecture.json.text
        #expect(try CLIPArchitecture(json: JSONValue(parsing: text.utf8)) == architecture)
        #expect(
            try CLIPArchitecture(json: JSONValue(parsing: architecture.json.prettyText.utf8)) == architecture)
    }

    @Test func theKeysAreThoseOfTheFormat() throws {
        let json = try #require(CLIPArchitecture.published("ViT-B/32")).json
        #expect(
            json.text == """
                {"name":"ViT-B/32","family":"vit","embed_dim":512,"image_resolution":224,"vision_layers":12,\
                "vision_width":768,"vision_patch_size":32,"context_length":77,"vocab_size":49408,\
                "transformer_width":512,"transformer_heads":8,"transformer_layers":12,\
                "activation":"quick_gelu","vision_heads":12,"vision_mlp_width":3072,"vision_pre_norm":true,\
                "vision_pooling":"class_token","vision_norm_eps":1e-05,\
                "transformer_mlp_width":2048,"transformer_norm_eps":1e-05}
                """)
        let resNet = try #require(CLIPArchitecture.published("RN50")).json
        #expect(resNet["vision_layers"] == [3, 4, 6, 3])
        #expect(resNet["vision_patch_size"] == .null)
        #expect(resNet["vision_heads"] == 32)
        #expect(resNet["vision_pooling"] == "attention")
    }

    /// One change to the JSON of ViT-B/32, and the key that is blamed.
    struct Damage: Sendable, CustomTestStringConvertible {
        let key: String
        let value: JSONValue
        var blamed: String?
        var family: String = "ViT-B/32"
        var testDescription: String { "\(key) \(value.text)" }
    }

    static let damages = [
        Damage(key: "embed_dim", value: 0),
        Damage(key: "embed_dim", value: 512.5),
        Damage(key: "embed_dim", value: "512"),
        Damage(key: "embed_dim", value: nil),
        Damage(key: "name", value: 3),
        Damage(key: "family", value: "convnext"),
        Damage(key: "family", value: nil, blamed: "vision_layers"),
        Damage(key: "image_resolution", value: 225),
        Damage(key: "image_resolution", value: 65_568),
        Damage(key: "vision_layers", value: 1025),
        Damage(key: "vision_layers", value: [3, 4, 6, 3]),
        Damage(key: "vision_width", value: -768),
        Damage(key: "vision_heads", value: 7),
        Damage(key: "vision_heads", value: 0),
        Damage(key: "vision_patch_size", value: 0),
        Damage(key: "vision_patch_size", value: 33, blamed: "image_resolution"),
        Damage(key: "vision_pre_norm", value: 1),
        Damage(key: "vision_pooling", value: "attention"),
        Damage(key: "vision_norm_eps", value: 0),
        Damage(key: "vision_norm_eps", value: 0.5),
        Damage(key: "vision_mlp_width", value: 1_048_577),
        Damage(key: "context_length", value: 0),
        Damage(key: "vocab_size", value: 16_777_217),
        Damage(key: "transformer_width", value: nil, blamed: "context_length"),
        Damage(key: "transformer_heads", value: 3),
        Damage(key: "transformer_layers", value: 0),
        Damage(key: "transformer_mlp_width", value: nil),
        Damage(key: "transformer_norm_eps", value: "1e-5"),
        Damage(key: "activation", value: "relu"),
        Damage(key: "vision_layers", value: [3, 4, 6], family: "RN50"),
        Damage(key: "vision_layers", value: [3, 4, 6, 0], family: "RN50"),
        Damage(key: "vision_layers", value: [], family: "RN50"),
        Damage(key: "vision_width", value: 63, family: "RN50"),
        Damage(key: "image_resolution", value: 230, family: "RN50"),
        Damage(key: "vision_patch_size", value: 32, family: "RN50"),
        Damage(key: "vision_pooling", value: "class_token", family: "RN50"),
    ]

    @Test(arguments: damages)
    func damagedFormsAreRefusedByKey(_ damage: Damage) throws {
        var object = try #require(CLIPArchitecture.published(damage.family)?.json.object)
        object[damage.key] = damage.value
        let error = #expect(throws: SchemaError.self) { try CLIPArchitecture(json: .object(object)) }
        #expect(error?.location == "architecture, \(damage.blamed ?? damage.key)")
    }

    @Test func keysMissingAndTooManyAreRefused() throws {
        let whole = try #require(CLIPArchitecture.published("ViT-B/32")?.json.object)
        for dropped in whole.members {
            var object = JSONObject()
            for member in whole.members where member.key != dropped.key { object[member.key] = member.value }
            let error = #expect(throws: SchemaError.self) { try CLIPArchitecture(json: .object(object)) }
            #expect(error?.location == "architecture, \(dropped.key)")
        }
        var object = whole
        object["rope_theta"] = 10000
        let error = #expect(throws: SchemaError.self) { try CLIPArchitecture(json: .object(object)) }
        #expect(error?.location == "architecture, rope_theta")
        #expect(error?.isUnsupported == true)
        #expect(throws: SchemaError.self) { try CLIPArchitecture(json: [1, 2]) }
    }
}

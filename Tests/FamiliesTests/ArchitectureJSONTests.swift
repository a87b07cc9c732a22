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

    /// A description as a file has it.
    private static func file(_ architecture: CLIPArchitecture) -> JSONValue {
        [
            "family": "clip", "embed_dim": .integer(architecture.embedDimension),
            "image": architecture.fields(of: .image), "text": architecture.fields(of: .text),
        ]
    }

    private static func read(_ json: JSONValue) throws -> CLIPArchitecture? {
        try Families.architecture(FieldReader(json, at: "model")) as? CLIPArchitecture
    }

    @Test(arguments: try samples())
    func theWrittenFormReadsBack(_ architecture: CLIPArchitecture) throws {
        let json = Self.file(architecture)
        #expect(try Self.read(JSONValue(parsing: json.text.utf8)) == architecture)
        #expect(try Self.read(JSONValue(parsing: json.prettyText.utf8)) == architecture)
    }

    @Test func theKeysOfReportsStay() throws {
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

    /// One change to what a file says of a tower, and the key that is blamed.
    struct Damage: Sendable, CustomTestStringConvertible {
        let tower: String
        let key: String
        let value: JSONValue
        var blamed: String?
        var model: String = "ViT-B/32"
        var testDescription: String { "\(tower).\(key) \(value.text)" }

        init(
            _ tower: String, _ key: String, _ value: JSONValue, blamed: String? = nil,
            of model: String = "ViT-B/32"
        ) {
            self.tower = tower
            self.key = key
            self.value = value
            self.blamed = blamed
            self.model = model
        }
    }

    static let damages = [
        Damage("image", "kind", "convnext"),
        Damage("image", "kind", nil),
        Damage("image", "image_resolution", 225),
        Damage("image", "image_resolution", 65_568),
        Damage("image", "vision_layers", 1025),
        Damage("image", "vision_layers", [3, 4, 6, 3]),
        Damage("image", "vision_width", -768),
        Damage("image", "vision_heads", 7),
        Damage("image", "vision_heads", 0),
        Damage("image", "vision_patch_size", 0),
        Damage("image", "vision_patch_size", 33, blamed: "image_resolution"),
        Damage("image", "vision_pre_norm", 1),
        Damage("image", "vision_pooling", "attention"),
        Damage("image", "vision_norm_eps", 0),
        Damage("image", "vision_norm_eps", 0.5),
        Damage("image", "vision_mlp_width", 1_048_577),
        Damage("image", "activation", "relu"),
        Damage("image", "rope_theta", 10_000),
        Damage("text", "kind", "bert"),
        Damage("text", "context_length", 0),
        Damage("text", "vocab_size", 16_777_217),
        Damage("text", "transformer_width", nil),
        Damage("text", "transformer_heads", 3),
        Damage("text", "transformer_layers", 0),
        Damage("text", "transformer_mlp_width", nil),
        Damage("text", "transformer_norm_eps", "1e-5"),
        Damage("text", "activation", "gelu"),
        Damage("image", "vision_layers", [3, 4, 6], of: "RN50"),
        Damage("image", "vision_layers", [3, 4, 6, 0], of: "RN50"),
        Damage("image", "vision_layers", [], of: "RN50"),
        Damage("image", "vision_width", 63, of: "RN50"),
        Damage("image", "image_resolution", 230, of: "RN50"),
        Damage("image", "vision_patch_size", 32, of: "RN50"),
        Damage("image", "activation", "gelu", of: "RN50"),
        Damage("image", "vision_pooling", "class_token", of: "RN50"),
    ]

    @Test(arguments: damages)
    func damagedFormsAreRefusedByKey(_ damage: Damage) throws {
        let architecture = try #require(CLIPArchitecture.published(damage.model))
        var object = try #require(Self.file(architecture).object)
        var tower = try #require(object[damage.tower]?.object)
        tower[damage.key] = damage.value
        object[damage.tower] = .object(tower)
        let error = #expect(throws: SchemaError.self) { try Self.read(.object(object)) }
        #expect(error?.location == "model, \(damage.tower).\(damage.blamed ?? damage.key)")
    }

    @Test(
        arguments: [
            ("family", "eva02"), ("family", nil), ("embed_dim", 512.5), ("embed_dim", "512"),
            ("embed_dim", nil),
            ("embed_dim", 0), ("image", 3), ("text", [1]),
        ] as [(String, JSONValue)])
    func damagedModelsAreRefusedByKey(_ key: String, _ value: JSONValue) throws {
        var object = try #require(CLIPArchitecture.published("ViT-B/32").map(Self.file)?.object)
        object[key] = value
        let error = #expect(throws: SchemaError.self) { try Self.read(.object(object)) }
        #expect(error?.location?.hasSuffix(key) == true, "\(String(describing: error))")
        #expect(error?.isUnsupported == (value == "eva02"))
    }

    @Test func keysThatAreMissingAreRefused() throws {
        let whole = try #require(CLIPArchitecture.published("ViT-B/32").map(Self.file)?.object)
        for tower in ["image", "text"] {
            let fields = try #require(whole[tower]?.object)
            for dropped in fields.members {
                var object = whole
                var others = JSONObject()
                for member in fields.members where member.key != dropped.key {
                    others[member.key] = member.value
                }
                object[tower] = .object(others)
                let error = #expect(throws: SchemaError.self) { try Self.read(.object(object)) }
                #expect(error?.location == "model, \(tower).\(dropped.key)")
            }
        }
    }
}

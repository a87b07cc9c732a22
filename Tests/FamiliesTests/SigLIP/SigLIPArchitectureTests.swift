import Families
import ModelKit
import StrictJSON
import Testing

@Suite struct SigLIPArchitectureTests {
    private static let image = SigLIPImageArchitecture(
        layers: 27, width: 1152, heads: 16, mlpWidth: 4304, patchSize: 14, imageResolution: 384)
    private static let text = SigLIPTextArchitecture(
        vocabularySize: 32_000, width: 1152, heads: 16, layers: 27, mlpWidth: 4304, padding: 1)

    @Test func descriptionIsReadBack() throws {
        let towers: [(SigLIPImageArchitecture?, SigLIPTextArchitecture?)] = [
            (Self.image, Self.text), (Self.image, nil), (nil, Self.text),
        ]
        for (image, text) in towers {
            let architecture = try SigLIPArchitecture(embedDimension: 1152, image: image, text: text)
            #expect(try SigLIPArchitecture(json: architecture.json) == architecture)
        }
    }

    /// 27 patches of 14 pixels, and 6 pixels that nothing reads.
    @Test func imageNeedNotDivideIntoPatches() {
        #expect(Self.image.tokenCount == 729)
    }

    @Test(arguments: [
        ("image", "layers", 0, "layers"), ("image", "heads", 5, "heads"),
        ("image", "patch_size", 385, "image_resolution"), ("image", "width", 16, "image.width"),
        ("text", "padding", 32_000, "padding"), ("text", "padding", -1, "padding"),
        ("text", "context_length", 0, "context_length"), ("text", "mlp_width", 1 << 21, "mlp_width"),
    ])
    func valueBeyondItsLimitIsRefused(_ tower: String, _ key: String, _ value: Int, _ place: String) throws {
        let architecture = try SigLIPArchitecture(embedDimension: 1152, image: Self.image, text: Self.text)
        var json = try #require(architecture.json.object)
        var fields = try #require(json[tower]?.object)
        fields[key] = .integer(value)
        json[tower] = .object(fields)
        let error = #expect(throws: SchemaError.self) { try SigLIPArchitecture(json: .object(json)) }
        #expect(error?.location?.hasSuffix(place) == true, "\(error?.location ?? "")")
    }

    @Test func modelWithoutTowerIsRefused() {
        #expect(throws: SchemaError.self) {
            try SigLIPArchitecture(json: ["embed_dim": 8])
        }
    }

    @Test(arguments: [
        #"{"kind": "vit"}"#, #"{"kind": "resnet", "layers": 1}"#, #"{"layers": 1}"#,
    ])
    func keyThatIsMissingOrUnknownIsRefused(_ image: String) throws {
        let tower = try JSONValue(parsing: Array(image.utf8))
        let json: JSONValue = ["embed_dim": 1152, "image": tower]
        #expect(throws: SchemaError.self) { try SigLIPArchitecture(json: json) }
    }

    @Test func fieldsOfATowerThatIsNotThereAreNull() throws {
        let image = try SigLIPArchitecture(embedDimension: 1152, image: Self.image, text: nil)
        #expect(image.fields(of: .text).isNull && !image.fields(of: .image).isNull)
        #expect(image.keeping(.text) == nil && image.keeping(.image) == image)
    }
}

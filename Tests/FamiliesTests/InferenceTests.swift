import Layers
import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct InferenceTests {
    @Test(arguments: CLIPArchitecture.publishedNames)
    func shapesTellThePublishedArchitectures(_ name: String) throws {
        let architecture = try #require(CLIPArchitecture.published(name))
        let shuffled = Array(architecture.descriptors().reversed())
        #expect(
            try CLIPArchitecture(inferringFrom: shuffled, activation: architecture.activation) == architecture
        )
    }

    @Test(arguments: [1, 2, 5], [64, 192, 320])
    func anyConsistentSizesAreRead(layers: Int, width: Int) throws {
        let text = TextArchitecture(
            contextLength: 3 * layers, vocabularySize: width + 1, width: width, heads: width / 64,
            layers: layers,
            mlpWidth: 3 * width)
        let vit = ViTArchitecture(
            layers: layers + 1, width: 2 * width, heads: 2 * width / 64, mlpWidth: width + 7,
            patchSize: layers,
            imageResolution: layers * 11)
        let resNet = ResNetArchitecture(
            stageLayers: [layers, 1, 2, layers], width: width / 2, imageResolution: 32 * layers)
        for vision in [VisionArchitecture.vit(vit), .resNet(resNet), nil] {
            for text in [text, nil] where vision != nil || text != nil {
                let architecture = try CLIPArchitecture(
                    embedDimension: 5 * width, vision: vision, text: text, activation: .geluTanh)
                let inferred = try CLIPArchitecture(
                    inferringFrom: architecture.descriptors(), activation: .geluTanh)
                #expect(inferred == architecture)
            }
        }
    }

    /// A tensor of the small model with a wrong shape, and what is refused on its account.
    struct WrongShape: Sendable, CustomTestStringConvertible {
        let tensor: String
        let shape: Shape
        let found: String
        let allowed: String
        var location: String?
        var testDescription: String { "\(tensor) \(shape)" }
    }

    static let wrongShapes = [
        WrongShape(
            tensor: "visual.conv1.weight", shape: [128, 4, 32, 32], found: "shape [128, 4, 32, 32]",
            allowed: "[128, 3, 32, 32]"),
        WrongShape(
            tensor: "visual.conv1.weight", shape: [128, 3, 16, 32], found: "shape [128, 3, 16, 32]",
            allowed: "[128, 3, 32, 32]"),
        WrongShape(
            tensor: "visual.conv1.weight", shape: [128, 3, 0, 0], found: "patch size 0",
            allowed: "1 to 4096"),
        WrongShape(
            tensor: "visual.conv1.weight", shape: [0, 3, 32, 32], found: "width 0", allowed: "1 to 65536"),
        WrongShape(
            tensor: "visual.conv1.weight", shape: [128, 3072], found: "shape [128, 3072]",
            allowed: "[width, 3, patch size, patch size]"),
        WrongShape(
            tensor: "visual.positional_embedding", shape: [6, 128], found: "6 rows",
            allowed: "the square of the grid's side, and 1"),
        WrongShape(
            tensor: "visual.positional_embedding", shape: [1, 128], found: "1 rows",
            allowed: "the square of the grid's side, and 1"),
        WrongShape(
            tensor: "visual.positional_embedding", shape: [1 << 48, 0], found: "281474976710656 rows",
            allowed: "the square of the grid's side, and 1"),
        WrongShape(
            tensor: "visual.positional_embedding", shape: [5, 127], found: "shape [5, 127]",
            allowed: "[5, 128]"),
        WrongShape(tensor: "visual.proj", shape: [128, 31], found: "shape [128, 31]", allowed: "[128, 32]"),
        WrongShape(tensor: "text_projection", shape: [64, 0], found: "embedding 0", allowed: "1 to 65536"),
        WrongShape(
            tensor: "positional_embedding", shape: [0, 64], found: "context length 0", allowed: "1 to 65536"),
        WrongShape(
            tensor: "positional_embedding", shape: [1 << 31, 64], found: "context length 2147483648",
            allowed: "1 to 65536"),
        WrongShape(
            tensor: "positional_embedding", shape: [7, 65], found: "shape [7, 65]", allowed: "[7, 64]"),
        WrongShape(
            tensor: "token_embedding.weight", shape: [50, 63], found: "shape [50, 63]", allowed: "[50, 64]"),
        WrongShape(
            tensor: "token_embedding.weight", shape: [1 << 25, 64], found: "vocabulary size 33554432",
            allowed: "1 to 16777216"),
        WrongShape(tensor: "ln_final.bias", shape: [63], found: "shape [63]", allowed: "[64]"),
        WrongShape(
            tensor: "transformer.resblocks.2.attn.in_proj_weight", shape: [191, 64], found: "shape [191, 64]",
            allowed: "[192, 64]"),
        WrongShape(
            tensor: "transformer.resblocks.0.mlp.c_fc.weight", shape: [255, 64], found: "shape [256]",
            allowed: "[255]", location: "transformer.resblocks.0.mlp.c_fc.bias"),
        WrongShape(tensor: "logit_scale", shape: [2], found: "shape [2]", allowed: "[]"),
    ]

    @Test(arguments: wrongShapes)
    func wrongShapesAreRefusedWithBoth(_ wrong: WrongShape) throws {
        let tensors = try CLIPArchitecture.small().descriptors().reshaping(wrong.tensor, wrong.shape)
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        #expect(error?.location == wrong.location ?? wrong.tensor)
        #expect(error?.found == wrong.found)
        #expect(error?.allowed?.hasPrefix(wrong.allowed) == true, "\(error?.allowed ?? "")")
        #expect(error?.isUnsupported == false)
    }

    static func smallNames() throws -> [String] {
        try CLIPArchitecture.small().expectedTensors.map(\.name)
    }

    @Test(arguments: try smallNames())
    func everyMissingTensorIsNamed(_ name: String) throws {
        let tensors = try CLIPArchitecture.small().descriptors().without(name)
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        if name == "visual.proj" {
            #expect(error?.found.hasPrefix("not a CLIP model: visual.proj is missing") == true)
        } else {
            #expect(error?.location == name)
            #expect(error?.found == "missing")
        }
    }

    @Test(arguments: [
        "visual.ln_mid.weight", "bias", "transformer.extra", "visual.transformer.resblocks.1.ln_3.bias",
    ])
    func tensorsTooManyAreNamed(_ name: String) throws {
        let tensors = try CLIPArchitecture.small().descriptors().adding(name, [3])
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        #expect(error?.location == name)
        #expect(error?.found == "no part of the model")
    }

    @Test func aTensorThatIsThereTwiceIsRefused() throws {
        let tensors = try CLIPArchitecture.small().descriptors().adding("ln_final.bias", [64])
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        #expect(error?.location == "ln_final.bias")
    }

    @Test func headsOfAnUnusualWidthNeedAConfiguration() throws {
        let text = TextArchitecture(width: 63, heads: 7, layers: 1, mlpWidth: 64)
        let architecture = try CLIPArchitecture(embedDimension: 8, vision: nil, text: text, activation: .gelu)
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: architecture.descriptors(), activation: .gelu)
        }
        #expect(error?.location == "transformer")
        #expect(error?.found == "the number of heads is unknown for a width of 63")
    }
}

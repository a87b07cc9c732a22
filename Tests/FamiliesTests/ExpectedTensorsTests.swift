import Layers
import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct ExpectedTensorsTests {
    @Test(arguments: [PeerStateDicts.openAIViT, PeerStateDicts.openAIResNet])
    func namesShapesAndOrderAreOpenAIs(listing: String) throws {
        let theirs = PeerStateDicts.tensors(listing).filter { !DroppedTensors.contains($0.name) }
        let architecture = try CLIPArchitecture(inferringFrom: theirs, activation: .quickGELU)
        #expect(architecture.descriptors() == theirs)
    }

    @Test func aTowerAloneHasItsOwnTensorsOnly() throws {
        let both = try CLIPArchitecture.small()
        let image = try #require(both.keeping(.image))
        let text = try #require(both.keeping(.text))
        #expect(image.expectedTensors.allSatisfy { $0.name.hasPrefix("visual.") })
        #expect(text.expectedTensors.allSatisfy { !$0.name.hasPrefix("visual.") })
        let all = Set(both.expectedTensors.map(\.name))
        let apart = Set((image.expectedTensors + text.expectedTensors).map(\.name))
        #expect(all.subtracting(apart) == ["logit_scale"])
    }

    @Test func everyShapeCanBeCountedAtTheLimits() throws {
        let vit = ViTArchitecture(
            layers: 1, width: 65_536, heads: 1, mlpWidth: 1_048_576, patchSize: 1, imageResolution: 65_536)
        let text = TextArchitecture(
            contextLength: 65_536, vocabularySize: 16_777_216, width: 65_536, heads: 1, layers: 1,
            mlpWidth: 1_048_576)
        let resNet = ResNetArchitecture(stageLayers: [1, 1, 1, 1], width: 65_536, imageResolution: 65_536)
        for vision in [VisionArchitecture.vit(vit), .resNet(resNet)] {
            // All sizes at once are refused, for what an item would cost; that is computed of them too.
            let architecture = CLIPArchitecture(
                trusted: 65_536, vision: vision, text: text, activation: .gelu)
            #expect(throws: SchemaError.self) { try ModelLimits.check(architecture) }
            for tensor in architecture.expectedTensors {
                #expect(tensor.shape.byteCount(of: .float64) != nil, "\(tensor.name)")
                #expect(Shape(tensor.shape.dimensions) != nil, "\(tensor.name)")
            }
        }
    }
}

import Layers
import ModelKit
import Tensors
import Testing

@testable import Families

struct ArchitectureNamesTests {
    /// Parameters as `docs/model_profile.csv` of open_clip counts them, and tensors as OpenAI's archives hold
    /// them: with the three numbers that are no weights, and a counter beside each batch norm.
    struct Published: Sendable, CustomTestStringConvertible {
        let name: String
        let parameters: Int
        let tensors: Int
        var testDescription: String { name }
    }

    static let openAI = [
        Published(name: "RN50", parameters: 102_007_137, tensors: 492),
        Published(name: "RN101", parameters: 119_688_033, tensors: 798),
        Published(name: "RN50x4", parameters: 178_300_601, tensors: 672),
        Published(name: "RN50x16", parameters: 290_979_217, tensors: 924),
        Published(name: "RN50x64", parameters: 623_258_305, tensors: 1356),
        Published(name: "ViT-B/32", parameters: 151_277_313, tensors: 305),
        Published(name: "ViT-B/16", parameters: 149_620_737, tensors: 305),
        Published(name: "ViT-L/14", parameters: 427_616_513, tensors: 449),
        Published(name: "ViT-L/14@336px", parameters: 427_944_193, tensors: 449),
    ]

    @Test(arguments: openAI)
    func openAIModelsHaveThePublishedCounts(_ published: Published) throws {
        let architecture = try #require(CLIPArchitecture.published(published.name))
        let tensors = architecture.expectedTensors
        let parameters = tensors.filter { !$0.name.contains("running_") }
        #expect(parameters.map(\.shape.elementCount).reduce(0, +) == published.parameters)
        let batchNorms = tensors.count { $0.name.hasSuffix("running_mean") }
        #expect(tensors.count + batchNorms + 3 == published.tensors)
        #expect(architecture.activation == .quickGELU)
    }

    /// Millions of parameters, from the same file.
    @Test(arguments: [
        ("ViT-B-16-plus-240", 208.38), ("ViT-H-14", 986.11), ("ViT-H-14-378", 986.71), ("ViT-g-14", 1366.68),
        ("ViT-bigG-14", 2539.57),
    ])
    func openCLIPModelsHaveThePublishedCounts(name: String, millions: Double) throws {
        let architecture = try #require(CLIPArchitecture.published(name))
        let parameters = architecture.expectedTensors.map(\.shape.elementCount).reduce(0, +)
        #expect(abs(Double(parameters) / 1e6 - millions) < 0.0051)
    }

    @Test(arguments: CLIPArchitecture.publishedNames)
    func dimensionsTellThePublishedName(_ name: String) throws {
        let architecture = try #require(CLIPArchitecture.published(name))
        #expect(architecture.name == name)
        #expect(architecture.replacing(activation: .geluTanh).publishedName == name)
    }

    @Test func theNineAreFirst() {
        #expect(Array(CLIPArchitecture.publishedNames.prefix(9)) == Self.openAI.map(\.name))
        #expect(Set(CLIPArchitecture.publishedNames).count == CLIPArchitecture.publishedNames.count)
    }

    @Test func otherDimensionsMakeAName() throws {
        let small = try CLIPArchitecture.small()
        #expect(small.publishedName == nil)
        #expect(small.name == "ViT-2x128/32@64")
        #expect(small.keeping(.text)?.name == "Text-3x64")
        let resNet = ResNetArchitecture(stageLayers: [1, 2, 3, 4], width: 16, imageResolution: 96)
        let other = try CLIPArchitecture(
            embedDimension: 8, vision: .resNet(resNet), text: nil, activation: .gelu)
        #expect(other.name == "RN-1-2-3-4x16@96")
    }

    @Test func aTowerAloneHasANameWhereOnlyOneModelHasIt() throws {
        let small = try #require(CLIPArchitecture.published("ViT-B/32"))
        #expect(small.keeping(.image)?.publishedName == "ViT-B/32")
        // ViT-B/16 and RN101 have the same text tower.
        #expect(small.keeping(.text)?.publishedName == nil)
        #expect(small.keeping(.text)?.keeping(.image) == nil)
    }
}

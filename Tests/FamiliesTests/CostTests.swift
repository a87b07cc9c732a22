import Layers
import StrictJSON
import Testing

@testable import Families
@testable import ModelKit

/// What one image or text may cost: published models lie far below, and what lies above is refused with both numbers.
@Suite struct CostTests {
    /// Largest towers that others publish, beside those that have a name here.
    static let large: [(name: String, vision: VisionArchitecture?, text: TextArchitecture?)] = [
        ("ViT-e-14", vit(56, 1792, 16, 15_360, 14, 224), nil),
        ("ViT-SO400M-16-SigLIP2-512", vit(27, 1152, 16, 4304, 16, 512), nil),
        ("ViT-B-16-SigLIP-512", vit(12, 768, 12, 3072, 16, 512), nil),
        ("PE-Core-G14-448", vit(50, 1536, 16, 8960, 14, 448), nil),
        ("PE-Core-T16-384", vit(12, 192, 3, 768, 16, 384), nil),
        (
            "Long-CLIP", nil,
            TextArchitecture(contextLength: 248, width: 768, heads: 12, layers: 12, mlpWidth: 3072)
        ),
        (
            "text of 512 tokens",
            nil, TextArchitecture(contextLength: 512, width: 1280, heads: 20, layers: 32, mlpWidth: 5120)
        ),
    ]

    static func vit(
        _ layers: Int, _ width: Int, _ heads: Int, _ mlpWidth: Int, _ patchSize: Int, _ resolution: Int
    ) -> VisionArchitecture {
        .vit(
            ViTArchitecture(
                layers: layers, width: width, heads: heads, mlpWidth: mlpWidth, patchSize: patchSize,
                imageResolution: resolution))
    }

    @Test(arguments: CLIPArchitecture.publishedNames) func publishedModelsAreAdmitted(_ name: String) throws {
        let architecture = try #require(CLIPArchitecture.published(name))
        #expect(throws: Never.self) { try ModelLimits.check(architecture) }
        // At most a third of the memory, so that there is room for what others may publish.
        for tower in architecture.towers {
            #expect(architecture.cost(of: tower).workingSet * 3 <= ModelLimits.workingSet)
        }
    }

    @Test(arguments: large.indices) func largeModelsAreAdmitted(_ index: Int) throws {
        let model = Self.large[index]
        #expect(throws: Never.self, "\(model.name)") {
            try CLIPArchitecture(
                embedDimension: 64, vision: model.vision, text: model.text, activation: .gelu)
        }
    }

    @Test(
        arguments: [
            (
                vit(1, 64, 1, 64, 128, 8192), "image tower", "an image takes 2520 MiB of memory",
                "at most 512 MiB"
            ),
            (
                vit(1, 64, 1, 64, 4, 512), "image tower", "an image takes 78.2 billion operations",
                "at most 34.9"
            ),
            (
                vit(1, 2, 1, 2, 4, 1012), "image tower", "an image takes 163.9 billion operations",
                "at most 19.3 billion with 128298 weights"
            ),
            (vit(1024, 65_536, 1, 1_048_576, 1, 65_536), "image tower", "MiB of memory", "at most 512 MiB"),
            (
                .resNet(
                    ResNetArchitecture(stageLayers: [1, 1, 1, 1], width: 2, heads: 1, imageResolution: 4096)),
                "image tower", "MiB of memory", "at most 512 MiB"
            ),
        ] as [(VisionArchitecture, String, String, String)])
    func absurdImageTowersAreRefused(
        _ vision: VisionArchitecture, _ place: String, _ found: String, _ allowed: String
    ) throws {
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(embedDimension: 64, vision: vision, text: nil, activation: .gelu)
        }
        let sentence = "\(error?.found ?? "") (\(error?.allowed ?? ""))"
        #expect(error?.location == place && error?.isUnsupported == true)
        #expect(sentence.contains(found) && sentence.contains(allowed), "\(sentence)")
    }

    /// The description of a `.clipw` file goes the same way.
    @Test func absurdDescriptionIsRefused() throws {
        let text = TextArchitecture(
            contextLength: 77, vocabularySize: 16, width: 64, heads: 1, layers: 1, mlpWidth: 64)
        var absurd = text
        absurd.contextLength = 32_000
        let sound = try CLIPArchitecture(embedDimension: 64, vision: nil, text: text, activation: .gelu)
        let huge = CLIPArchitecture(trusted: 64, vision: nil, text: absurd, activation: .gelu)
        func read(_ architecture: CLIPArchitecture) throws -> CLIPArchitecture {
            try CLIPArchitecture(
                embedDimension: 64, image: nil, text: FieldReader(architecture.fields(of: .text), at: "text"))
        }
        #expect(try read(sound) == sound)
        let error = #expect(throws: SchemaError.self) { try read(huge) }
        #expect(error?.found.hasPrefix("a text takes 29") == true && error?.isUnsupported == true)
    }

    /// Twice the tokens are at most 2.2 times the memory.
    @Test(arguments: [197, 577, 1024, 16_385]) func workingSetGrowsWithTheTokens(_ tokens: Int) {
        let bytes = [1, 2, 4].map { factor in
            CLIPArchitecture(
                trusted: 64, vision: nil,
                text: TextArchitecture(
                    contextLength: factor * tokens, width: 64, heads: 1, layers: 1, mlpWidth: 64),
                activation: .gelu
            ).cost(of: .text).workingSet
        }
        #expect(Double(bytes[1]) <= 2.2 * Double(bytes[0]) && Double(bytes[2]) <= 2.2 * Double(bytes[1]))
    }
}

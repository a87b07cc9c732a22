import ModelKit

extension CLIPArchitecture {
    /// The published name of a model of these dimensions, such as `ViT-B/32`; nil where none has them, or
    /// several have (three of OpenAI's share one text tower).
    ///
    /// The activation does not count.
    package var publishedName: String? {
        let matches = Self.published.filter { entry in
            entry.architecture.embedDimension == embedDimension
                && (vision == nil || entry.architecture.vision == vision)
                && (text == nil || entry.architecture.text == text)
        }
        return matches.count == 1 ? matches.first?.name : nil
    }

    /// The published name, or one made of the dimensions: `ViT-2x128/16@64` is a ViT of 2 blocks of width 128
    /// over 16-pixel patches of a 64-pixel image.
    package var name: String {
        if let publishedName { return publishedName }
        switch vision {
        case .vit(let vit): return "ViT-\(vit.layers)x\(vit.width)/\(vit.patchSize)@\(vit.imageResolution)"
        case .resNet(let resNet):
            let stages = resNet.stageLayers.map(String.init).joined(separator: "-")
            return "RN-\(stages)x\(resNet.width)@\(resNet.imageResolution)"
        case nil: return "Text-\(text?.layers ?? 0)x\(text?.width ?? 0)"
        }
    }

    /// The names that have an architecture, OpenAI's nine first.
    package static var publishedNames: [String] { published.map(\.name) }

    /// The architecture of this name, exactly as published; activation included, as in the paper's release
    /// for OpenAI's, and exact GELU for open_clip's.
    package static func published(_ name: String) -> CLIPArchitecture? {
        published.first { $0.name == name }?.architecture
    }

    /// Dimensions from `clip/model.py` and the archives of openai/CLIP, and from `model_configs/*.json` of
    /// open_clip 3.3.0.
    private static let published: [(name: String, architecture: CLIPArchitecture)] = [
        ("RN50", resNet([3, 4, 6, 3], 64, 224, embed: 1024, text: 512)),
        ("RN101", resNet([3, 4, 23, 3], 64, 224, embed: 512, text: 512)),
        ("RN50x4", resNet([4, 6, 10, 6], 80, 288, embed: 640, text: 640)),
        ("RN50x16", resNet([6, 8, 18, 8], 96, 384, embed: 768, text: 768)),
        ("RN50x64", resNet([3, 15, 36, 10], 128, 448, embed: 1024, text: 1024)),
        ("ViT-B/32", vit(12, 768, 32, 224, embed: 512, text: 512, activation: .quickGELU)),
        ("ViT-B/16", vit(12, 768, 16, 224, embed: 512, text: 512, activation: .quickGELU)),
        ("ViT-L/14", vit(24, 1024, 14, 224, embed: 768, text: 768, activation: .quickGELU)),
        ("ViT-L/14@336px", vit(24, 1024, 14, 336, embed: 768, text: 768, activation: .quickGELU)),
        ("ViT-B-32-256", vit(12, 768, 32, 256, embed: 512, text: 512)),
        ("ViT-B-16-plus-240", vit(12, 896, 16, 240, embed: 640, text: 640)),
        ("ViT-H-14", vit(32, 1280, headWidth: 80, 14, 224, embed: 1024, text: 1024, textLayers: 24)),
        ("ViT-H-14-378", vit(32, 1280, headWidth: 80, 14, 378, embed: 1024, text: 1024, textLayers: 24)),
        (
            "ViT-g-14",
            vit(40, 1408, headWidth: 88, mlp: 6144, 14, 224, embed: 1024, text: 1024, textLayers: 24)
        ),
        (
            "ViT-bigG-14",
            vit(48, 1664, headWidth: 104, mlp: 8192, 14, 224, embed: 1280, text: 1280, textLayers: 32)
        ),
    ]

    private static func resNet(
        _ stageLayers: [Int], _ width: Int, _ resolution: Int, embed: Int, text: Int
    ) -> CLIPArchitecture {
        CLIPArchitecture(
            trusted: embed,
            vision: .resNet(
                ResNetArchitecture(stageLayers: stageLayers, width: width, imageResolution: resolution)),
            text: TextArchitecture(width: text, heads: text / 64, layers: 12, mlpWidth: 4 * text),
            activation: .quickGELU)
    }

    private static func vit(
        _ layers: Int, _ width: Int, headWidth: Int = 64, mlp: Int? = nil, _ patch: Int, _ resolution: Int,
        embed: Int, text: Int, textLayers: Int = 12, activation: Activation = .gelu
    ) -> CLIPArchitecture {
        let vision = ViTArchitecture(
            layers: layers, width: width, heads: width / headWidth, mlpWidth: mlp ?? 4 * width,
            patchSize: patch,
            imageResolution: resolution)
        return CLIPArchitecture(
            trusted: embed, vision: .vit(vision),
            text: TextArchitecture(width: text, heads: text / 64, layers: textLayers, mlpWidth: 4 * text),
            activation: activation)
    }
}

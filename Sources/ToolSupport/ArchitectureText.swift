public import Families

/// A model's dimensions on one line.
public enum ArchitectureText {
    /// Such as `ViT-B/32: image 224 px, 12 x 768, patch 32; text 77 tokens, 12 x 512; embedding 512`.
    public static func line(_ architecture: Architecture) -> String {
        var parts: [String] = []
        switch architecture.vision {
        case .vit(let tower):
            parts.append(
                "image \(tower.imageResolution) px, \(tower.layers) x \(tower.width), patch \(tower.patchSize)"
            )
        case .resNet(let tower):
            let layers = tower.stageLayers.map(String.init).joined(separator: "-")
            parts.append("image \(tower.imageResolution) px, ResNet \(layers) x \(tower.width)")
        case nil: break
        }
        if let text = architecture.text {
            parts.append("text \(text.contextLength) tokens, \(text.layers) x \(text.width)")
        }
        parts.append("embedding \(architecture.embedDimension)")
        return "\(architecture.name): " + parts.joined(separator: "; ")
    }
}

extension CLIPArchitecture {
    /// The model's dimensions on one line, such as
    /// `ViT-B/32: image 224 px, 12 x 768, patch 32; text 77 tokens, 12 x 512; embedding 512`.
    package var line: String {
        let parts =
            [vision.map { "image \($0.imageResolution) px, \($0.sizes)" }, text?.line].compactMap(\.self)
            + ["embedding \(embedDimension)"]
        return "\(name): " + parts.joined(separator: "; ")
    }
}

extension VisionArchitecture {
    fileprivate var sizes: String {
        switch self {
        case .vit(let vit): "\(vit.layers) x \(vit.width), patch \(vit.patchSize)"
        case .resNet(let resNet):
            "ResNet \(resNet.stageLayers.map(String.init).joined(separator: "-")) x \(resNet.width)"
        }
    }
}

extension TextArchitecture {
    fileprivate var line: String { "text \(contextLength) tokens, \(layers) x \(width)" }
}

extension SigLIPArchitecture {
    /// A name of the dimensions: `SigLIP-ViT-12x768/16@224` is of an image tower of 12 blocks of width 768 over 16-pixel
    /// patches of a 224-pixel image.
    package var name: String {
        if let image {
            return "SigLIP-ViT-\(image.layers)x\(image.width)/\(image.patchSize)@\(image.imageResolution)"
        }
        return "SigLIP-Text-\(text?.layers ?? 0)x\(text?.width ?? 0)"
    }

    /// The dimensions on one line.
    package var line: String {
        let parts = [
            image.map {
                "image \($0.imageResolution) px, \($0.layers) x \($0.width), patch \($0.patchSize)"
            }, text.map { "text \($0.contextLength) tokens, \($0.layers) x \($0.width)" },
        ]
        return "\(name): "
            + (parts.compactMap(\.self) + ["embedding \(embedDimension)"]).joined(separator: "; ")
    }
}

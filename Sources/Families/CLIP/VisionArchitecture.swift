/// The image tower: one of the two families that OpenAI published.
package enum VisionArchitecture: Sendable, Hashable {
    /// A vision transformer.
    case vit(ViTArchitecture)
    /// A ResNet with attention pooling.
    case resNet(ResNetArchitecture)

    /// `vit` or `resnet`.
    package var family: String {
        switch self {
        case .vit: "vit"
        case .resNet: "resnet"
        }
    }

    /// Pixels along each side of the image that goes in.
    package var imageResolution: Int {
        switch self {
        case .vit(let vit): vit.imageResolution
        case .resNet(let resNet): resNet.imageResolution
        }
    }
}

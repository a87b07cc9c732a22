import ModelKit

extension ModelLimits {
    /// Throws the first size of an architecture that lies outside, or what one item would cost.
    static func check(_ architecture: CLIPArchitecture) throws(SchemaError) {
        try check(architecture.embedDimension, "embed_dim", in: width)
        switch architecture.vision {
        case .vit(let vit): try ViTArchitecture.fields.check(vit)
        case .resNet(let resNet): try ResNetArchitecture.fields.check(resNet)
        case nil: break
        }
        if let text = architecture.text { try TextArchitecture.fields.check(text) }
        if architecture.towers.isEmpty {
            throw SchemaError(
                found: "the model has no tower", allowed: "an image tower, a text tower or both")
        }
        try checkCost(architecture)
    }
}

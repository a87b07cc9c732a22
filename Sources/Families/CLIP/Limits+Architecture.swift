import ModelKit

extension Limits {
    /// Throws the first size of an architecture that lies outside, or what one item would cost.
    static func check(_ architecture: Architecture) throws(SchemaError) {
        try check(architecture.embedDimension, "embed_dim", in: width)
        switch architecture.vision {
        case .vit(let vit): try check(vit)
        case .resNet(let resNet): try check(resNet)
        case nil: break
        }
        if let text = architecture.text { try check(text) }
        if architecture.towers.isEmpty {
            throw SchemaError(
                found: "the model has no tower", allowed: "an image tower, a text tower or both")
        }
        try checkCost(architecture)
    }

    private static func check(_ vit: ViTArchitecture) throws(SchemaError) {
        try check(vit.layers, "vision_layers", in: layers)
        try check(vit.width, "vision_width", in: width)
        try check(vit.mlpWidth, "vision_mlp_width", in: mlpWidth)
        try check(vit.patchSize, "vision_patch_size", in: patchSize)
        try check(vit.imageResolution, "image_resolution", in: resolution)
        try check(heads: vit.heads, "vision_heads", dividing: vit.width)
        try check(vit.normEpsilon, "vision_norm_eps")
        guard vit.imageResolution.isMultiple(of: vit.patchSize) else {
            throw SchemaError(
                at: "image_resolution", found: "\(vit.imageResolution)",
                allowed: "a multiple of the patch size \(vit.patchSize)")
        }
    }

    private static func check(_ resNet: ResNetArchitecture) throws(SchemaError) {
        guard resNet.stageLayers.count == ResNetArchitecture.stageCount else {
            throw SchemaError(
                at: "vision_layers", found: "\(resNet.stageLayers.count) stages",
                allowed: "\(ResNetArchitecture.stageCount)")
        }
        for count in resNet.stageLayers { try check(count, "vision_layers", in: layers) }
        try check(resNet.width, "vision_width", in: width)
        guard resNet.width.isMultiple(of: 2) else {
            throw SchemaError(
                at: "vision_width", found: "\(resNet.width)", allowed: "an even number in a ResNet")
        }
        try check(resNet.imageResolution, "image_resolution", in: resolution)
        guard resNet.imageResolution.isMultiple(of: ResNetArchitecture.stride) else {
            throw SchemaError(
                at: "image_resolution", found: "\(resNet.imageResolution)",
                allowed: "a multiple of \(ResNetArchitecture.stride) in a ResNet")
        }
        try check(heads: resNet.heads, "vision_heads", dividing: resNet.poolingWidth)
        try check(resNet.normEpsilon, "vision_norm_eps")
    }

    private static func check(_ text: TextArchitecture) throws(SchemaError) {
        try check(text.contextLength, "context_length", in: contextLength)
        try check(text.vocabularySize, "vocab_size", in: vocabularySize)
        try check(text.width, "transformer_width", in: width)
        try check(text.layers, "transformer_layers", in: layers)
        try check(text.mlpWidth, "transformer_mlp_width", in: mlpWidth)
        try check(heads: text.heads, "transformer_heads", dividing: text.width)
        try check(text.normEpsilon, "transformer_norm_eps")
    }
}

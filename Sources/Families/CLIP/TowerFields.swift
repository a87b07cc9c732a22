import ModelKit

// The fields of each tower's description in the JSON form of an `Architecture`.

extension ViTArchitecture {
    static let fields = FieldTable<ViTArchitecture>(
        [
            .size("vision_layers", \.layers, in: Limits.layers),
            .size("vision_width", \.width, in: Limits.width),
            .heads("vision_heads", \.heads, dividing: \.width),
            .size("vision_mlp_width", \.mlpWidth, in: Limits.mlpWidth),
            .size("vision_patch_size", \.patchSize, in: Limits.patchSize),
            .size("image_resolution", \.imageResolution, in: Limits.resolution),
            .flag("vision_pre_norm", \.hasPreNorm),
            .choice("vision_pooling", \.pooling),
            .epsilon("vision_norm_eps", \.normEpsilon),
        ],
        relation: { (vit) throws(SchemaError) in
            guard vit.imageResolution.isMultiple(of: vit.patchSize) else {
                throw SchemaError(
                    at: "image_resolution", found: "\(vit.imageResolution)",
                    allowed: "a multiple of the patch size \(vit.patchSize)")
            }
        })
}

extension ResNetArchitecture {
    static let fields = FieldTable<ResNetArchitecture>(
        [
            .sizes("vision_layers", \.stageLayers, in: Limits.layers, stages: stageCount),
            .size("vision_width", \.width, in: Limits.width),
            .heads("vision_heads", \.heads, dividing: \.poolingWidth),
            .size("image_resolution", \.imageResolution, in: Limits.resolution),
            .choice("vision_pooling", \.pooling),
            .epsilon("vision_norm_eps", \.normEpsilon),
        ],
        relation: { (resNet) throws(SchemaError) in
            guard resNet.width.isMultiple(of: 2) else {
                throw SchemaError(
                    at: "vision_width", found: "\(resNet.width)", allowed: "an even number in a ResNet")
            }
            guard resNet.imageResolution.isMultiple(of: stride) else {
                throw SchemaError(
                    at: "image_resolution", found: "\(resNet.imageResolution)",
                    allowed: "a multiple of \(stride) in a ResNet")
            }
        })
}

extension TextArchitecture {
    static let fields = FieldTable<TextArchitecture>([
        .size("context_length", \.contextLength, in: Limits.contextLength),
        .size("vocab_size", \.vocabularySize, in: Limits.vocabularySize),
        .size("transformer_width", \.width, in: Limits.width),
        .heads("transformer_heads", \.heads, dividing: \.width),
        .size("transformer_layers", \.layers, in: Limits.layers),
        .size("transformer_mlp_width", \.mlpWidth, in: Limits.mlpWidth),
        .epsilon("transformer_norm_eps", \.normEpsilon),
    ])
}

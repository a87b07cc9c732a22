import ModelKit

// The fields of each tower's description in the JSON form of an `CLIPArchitecture`.

extension ViTArchitecture {
    static let fields = FieldTable<ViTArchitecture>(
        [
            .size("vision_layers", \.layers, in: ModelLimits.layers),
            .size("vision_width", \.width, in: ModelLimits.width),
            .heads("vision_heads", \.heads, dividing: \.width),
            .size("vision_mlp_width", \.mlpWidth, in: ModelLimits.mlpWidth),
            .size("vision_patch_size", \.patchSize, in: ModelLimits.patchSize),
            .size("image_resolution", \.imageResolution, in: ModelLimits.resolution),
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
            .sizes("vision_layers", \.stageLayers, in: ModelLimits.layers, stages: stageCount),
            .size("vision_width", \.width, in: ModelLimits.width),
            .heads("vision_heads", \.heads, dividing: \.poolingWidth),
            .size("image_resolution", \.imageResolution, in: ModelLimits.resolution),
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
        .size("context_length", \.contextLength, in: ModelLimits.contextLength),
        .size("vocab_size", \.vocabularySize, in: ModelLimits.vocabularySize),
        .size("transformer_width", \.width, in: ModelLimits.width),
        .heads("transformer_heads", \.heads, dividing: \.width),
        .size("transformer_layers", \.layers, in: ModelLimits.layers),
        .size("transformer_mlp_width", \.mlpWidth, in: ModelLimits.mlpWidth),
        .epsilon("transformer_norm_eps", \.normEpsilon),
    ])
}

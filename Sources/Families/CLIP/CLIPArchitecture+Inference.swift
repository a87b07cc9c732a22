package import ModelKit
package import Tensors

extension CLIPArchitecture {
    /// The architecture of weights with canonical names, by the rules of `build_model` in openai/CLIP, and
    /// checked to be exactly that architecture's weights.
    ///
    /// Shapes tell everything but the number of heads, how the image tower pools and the norms' epsilon.
    /// Those come from the configuration; without one, heads are `HeadWidths`', and the rest is OpenAI's.
    ///
    /// - Parameters:
    ///   - tensors: Every tensor under its canonical name, in any order.
    ///   - configuration: What the files beside the weights say.
    ///   - activation: Chosen by `ActivationChoice`; weights do not tell.
    /// - Throws: The first tensor that is missing, too many, of a wrong shape or outside the limits; where
    ///   configuration and weights disagree, both values.
    package init(
        inferringFrom tensors: [TensorDescriptor], configuration: ModelConfiguration? = nil,
        activation: Activation
    ) throws(SchemaError) {
        let table = try ShapeTable(tensors)
        let shaped = try CLIPArchitecture(shapesOf: table, activation: activation)
        try shaped.check(table)
        self =
            if let configuration {
                try configuration.completing(shaped)
            } else {
                try shaped.completedWithoutConfiguration()
            }
    }

    /// What the shapes alone tell: heads are 1, a norm before the first block is there if its weights are.
    init(shapesOf table: ShapeTable, activation: Activation) throws(SchemaError) {
        let vision = try VisionArchitecture(shapesOf: table)
        let text = try TextArchitecture(shapesOf: table)
        let embedDimension: Int
        switch (text, vision) {
        case (.some, _):
            embedDimension = try table.dimension(
                1, of: "text_projection", ["transformer width", "embedding"], in: ModelLimits.width)
        case (nil, .vit):
            embedDimension = try table.dimension(
                1, of: "visual.proj", ["vision width", "embedding"], in: ModelLimits.width)
        case (nil, .resNet):
            embedDimension = try table.dimension(
                0, of: "visual.attnpool.c_proj.weight", ["embedding", "pooling width"], in: ModelLimits.width)
        case (nil, nil):
            throw SchemaError(
                found: "not a CLIP model: visual.conv1.weight is missing, and so is every text tensor")
        }
        try self.init(embedDimension: embedDimension, vision: vision, text: text, activation: activation)
    }

    private func completedWithoutConfiguration() throws(SchemaError) -> CLIPArchitecture {
        var (vision, text) = (vision, text)
        if case .vit(var vit) = vision {
            guard vit.hasPreNorm else {
                throw SchemaError(
                    at: "visual.ln_pre.weight", found: "missing",
                    allowed: "shape [\(vit.width)], unless open_clip_config.json has no_ln_pre")
            }
            vit.heads = try HeadWidths.visionHeads(of: vit)
            vision = .vit(vit)
        }
        if case .resNet(var resNet) = vision {
            resNet.heads = try HeadWidths.heads(width: resNet.poolingWidth, at: "visual.attnpool")
            vision = .resNet(resNet)
        }
        if let width = text?.width { text?.heads = try HeadWidths.heads(width: width, at: "transformer") }
        return try CLIPArchitecture(
            embedDimension: embedDimension, vision: vision, text: text, activation: activation)
    }
}

extension TextArchitecture {
    /// What the shapes tell of a text tower, with one head; nil if none of its tensors is there.
    fileprivate init?(shapesOf table: ShapeTable) throws(SchemaError) {
        let isThere =
            ["positional_embedding", "text_projection", "token_embedding.weight"].contains {
                table[$0] != nil
            }
            || table.containsAny(prefix: "transformer.") || table.containsAny(prefix: "ln_final.")
        guard isThere else { return nil }
        let stem = "transformer.resblocks"
        self.init(
            contextLength: try table.dimension(
                0, of: "positional_embedding", ["context length", "width"], in: ModelLimits.contextLength),
            vocabularySize: try table.dimension(
                0, of: "token_embedding.weight", ["vocabulary size", "width"], in: ModelLimits.vocabularySize),
            width: try table.dimension(0, of: "ln_final.weight", ["width"], in: ModelLimits.width),
            heads: 1,
            layers: try table.blockCount(stem),
            mlpWidth: try table.dimension(
                0, of: stem + ".0.mlp.c_fc.weight", ["MLP width", "width"], in: ModelLimits.mlpWidth))
    }
}

extension VisionArchitecture {
    /// What the shapes tell of an image tower, with one head; nil if none of its tensors is there.
    fileprivate init?(shapesOf table: ShapeTable) throws(SchemaError) {
        guard table.containsAny(prefix: "visual.") else { return nil }
        // The rule of build_model: a vision transformer is what has a projection.
        if table["visual.proj"] != nil {
            self = .vit(try ViTArchitecture(shapesOf: table))
        } else if table["visual.layer1.0.conv1.weight"] != nil {
            self = .resNet(try ResNetArchitecture(shapesOf: table))
        } else {
            throw SchemaError(
                found: "not a CLIP model: visual.proj is missing, and visual.layer1.0.conv1.weight too",
                allowed: "the one in a ViT, the other in a ResNet")
        }
    }
}

extension ViTArchitecture {
    fileprivate init(shapesOf table: ShapeTable) throws(SchemaError) {
        let stem = "visual.transformer.resblocks"
        let convolution = "visual.conv1.weight"
        let layout = ["width", "3", "patch size", "patch size"]
        let patchSize = try table.dimension(3, of: convolution, layout, in: ModelLimits.patchSize)
        let gridSize = try table.gridSize(of: "visual.positional_embedding")
        self.init(
            layers: try table.blockCount(stem),
            width: try table.dimension(0, of: convolution, layout, in: ModelLimits.width),
            heads: 1,
            mlpWidth: try table.dimension(
                0, of: stem + ".0.mlp.c_fc.weight", ["MLP width", "width"], in: ModelLimits.mlpWidth),
            patchSize: patchSize,
            imageResolution: patchSize * gridSize,
            hasPreNorm: table["visual.ln_pre.weight"] != nil || table["visual.ln_pre.bias"] != nil)
    }
}

extension ResNetArchitecture {
    fileprivate init(shapesOf table: ShapeTable) throws(SchemaError) {
        var stageLayers: [Int] = []
        for stage in 1...Self.stageCount { stageLayers.append(try table.blockCount("visual.layer\(stage)")) }
        self.init(
            stageLayers: stageLayers,
            width: try table.dimension(
                0, of: "visual.layer1.0.conv1.weight", ["width", "width", "1", "1"], in: ModelLimits.width),
            heads: 1,
            imageResolution: Self.stride * (try table.gridSize(of: "visual.attnpool.positional_embedding")))
    }
}

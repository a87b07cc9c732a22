import ModelKit

extension SigLIPArchitecture {
    /// What the shapes of weights with canonical names tell; the values that they do not tell are the publisher's.
    ///
    /// - Throws: The first tensor that is missing or of a wrong shape, by its canonical name.
    init(shapesOf table: ShapeTable) throws(SchemaError) {
        let image =
            table.containsAny(prefix: "visual.") ? try SigLIPImageArchitecture(shapesOf: table) : nil
        let text = table.containsAny(prefix: "text.") ? try SigLIPTextArchitecture(shapesOf: table) : nil
        var embedDimension = image?.width ?? text?.width ?? 0
        if image == nil, text?.hasProjection == true {
            embedDimension = try table.dimension(
                0, of: "text.text_projection.weight", ["embedding", "width"], in: ModelLimits.width)
        }
        try self.init(embedDimension: embedDimension, image: image, text: text)
    }
}

extension SigLIPImageArchitecture {
    fileprivate init(shapesOf table: ShapeTable) throws(SchemaError) {
        let (patches, layout) = (
            "visual.trunk.patch_embed.proj.weight", ["width", "3", "patch size", "patch size"]
        )
        let width = try table.dimension(0, of: patches, layout, in: ModelLimits.width)
        let patchSize = try table.dimension(3, of: patches, layout, in: ModelLimits.patchSize)
        let positions = "visual.trunk.pos_embed"
        let tokens = try table.dimensions(of: positions, ["1", "grid²", "width"])[1]
        // A dimension is at most 2^48, which a Double holds exactly.
        let grid = Int(Double(max(tokens, 0)).squareRoot())
        guard grid >= 1, grid * grid == tokens, ModelLimits.resolution.contains(grid) else {
            throw SchemaError(
                at: positions, found: "\(tokens) positions", allowed: "the square of the grid's side")
        }
        let stem = "visual.trunk.blocks"
        self.init(
            layers: try table.blockCount(stem), width: width,
            heads: SigLIPHeads.heads(width: width),
            mlpWidth: try table.dimension(
                0, of: stem + ".0.mlp.fc1.weight", ["MLP width", "width"], in: ModelLimits.mlpWidth),
            patchSize: patchSize, imageResolution: grid * patchSize)
    }
}

extension SigLIPTextArchitecture {
    fileprivate init(shapesOf table: ShapeTable) throws(SchemaError) {
        let (tokens, stem) = ("text.token_embedding.weight", "text.transformer.resblocks")
        let layout = ["vocabulary size", "width"]
        let vocabularySize = try table.dimension(0, of: tokens, layout, in: ModelLimits.vocabularySize)
        let width = try table.dimension(1, of: tokens, layout, in: ModelLimits.width)
        self.init(
            contextLength: try table.dimension(
                0, of: "text.positional_embedding", ["context length", "width"],
                in: ModelLimits.contextLength),
            vocabularySize: vocabularySize, width: width,
            heads: SigLIPHeads.heads(width: width),
            layers: try table.blockCount(stem),
            mlpWidth: try table.dimension(
                0, of: stem + ".0.mlp.c_fc.weight", ["MLP width", "width"], in: ModelLimits.mlpWidth),
            hasProjection: table["text.text_projection.weight"] != nil,
            // Gemma's vocabulary, which SigLIP 2 has.
            padding: vocabularySize == 256_000 ? 0 : 1)
    }
}

/// How many attention heads a tower has, which shapes do not tell, and open_clip's configuration only of a text tower.
enum SigLIPHeads {
    /// Of the published widths that have not 64 numbers in a head.
    private static let exceptions = [1152: 16, 1536: 16]

    /// One head where nothing is known of a width: a configuration that says more takes its place.
    static func heads(width: Int) -> Int {
        exceptions[width] ?? (width.isMultiple(of: 64) ? width / 64 : 1)
    }
}

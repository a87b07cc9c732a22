import Layers
package import ModelKit
import StrictJSON
import Tensors

/// SigLIP and SigLIP 2 with images of one size, as open_clip and transformers write them.
package enum SigLIPFamily: ModelFamily {
    package static let name = "siglip"

    package static func model(of evidence: Evidence) throws(SchemaError) -> ReadModel? {
        guard let layout = layout(of: evidence.names) else { return nil }
        let configuration = try configuration(evidence, layout)
        let weights = try canonicalWeights(layout, evidence)
        let shaped = try SigLIPArchitecture(shapesOf: ShapeTable(weights.map(\.descriptor)))
        let choice = ActivationChoice(
            override: evidence.activation, configured: configuration?.activation,
            known: evidence.publishedActivation,
            // `nn.gelu` of flax.
            ofFamily: .geluTanh)
        let tokenizer = try SigLIPTexts<Unigram>.tokenizer(
            evidence.files, vocabularySize: shaped.text?.vocabularySize, isOpenCLIP: layout.name == openCLIP)
        let architecture = try completed(
            shaped, configuration, activation: choice.origin == .override ? choice.activation : nil,
            isSecond: tokenizer?.isSecond)
        let ordered = Dictionary(weights.map { ($0.name, $0) }) { first, _ in first }
        try architecture.check(weights.map(\.descriptor))
        return ReadModel(
            layout: layout.name, weights: architecture.expectedTensors.compactMap { ordered[$0.name] },
            architecture: architecture, activation: choice,
            preprocessing: try preprocessing(evidence, configuration, architecture),
            tokenizer: tokenizer?.tokenizer)
    }

    package static func architecture(
        embedDimension: Int, image: FieldReader?, text: FieldReader?
    ) throws(SchemaError) -> any Architecture {
        try SigLIPArchitecture(embedDimension: embedDimension, image: image, text: text)
    }

    private static let openCLIP = SigLIPArchitecture.openCLIPLayout.name

    /// Whose names these are, by what no other model has: a learned probe without class token, and a text head with bias.
    private static func layout(of names: [String]) -> Layout? {
        let names = Set(names)
        if !names.isDisjoint(with: ["vision_model.head.probe", "text_model.head.weight"]) {
            return SigLIPArchitecture.huggingFaceLayout
        }
        let isImage =
            names.contains("visual.trunk.attn_pool.latent") && !names.contains("visual.trunk.cls_token")
        return isImage || names.contains("text.text_projection.weight")
            ? SigLIPArchitecture.openCLIPLayout : nil
    }

    /// The weights, without scale and bias where there is one tower.
    private static func canonicalWeights(
        _ layout: Layout, _ evidence: Evidence
    ) throws(SchemaError) -> [CanonicalWeight] {
        let weights = try layout.weights(of: evidence.tensors)
        let isBoth = ["visual.", "text."].allSatisfy { prefix in
            weights.contains { $0.name.hasPrefix(prefix) }
        }
        let pair = [CanonicalWeight.logitScale, CanonicalWeight.logitBias]
        return isBoth ? weights : weights.filter { !pair.contains($0.name) }
    }

    /// The configuration that goes with the names; a folder may hold both.
    private static func configuration(
        _ evidence: Evidence, _ layout: Layout
    ) throws(SchemaError) -> SigLIPConfiguration? {
        let files = evidence.configurations
        let json = files[layout.name == openCLIP ? "open_clip_config.json" : "config.json"]
        return try json.map { (json) throws(SchemaError) in
            try layout.name == openCLIP
                ? SigLIPConfiguration(openCLIP: json) : SigLIPConfiguration(huggingFace: json)
        }
    }

    private static func completed(
        _ shaped: SigLIPArchitecture, _ configuration: SigLIPConfiguration?, activation: Activation?,
        isSecond: Bool?
    ) throws(SchemaError) -> SigLIPArchitecture {
        var (image, text) = (shaped.image, shaped.text)
        if let configuration {
            let grid = image?.gridSize
            image = try image.map { (image) throws(SchemaError) in
                try SigLIPImageArchitecture.fields.completing(image, from: configuration.image)
            }
            text = try text.map { (text) throws(SchemaError) in
                try SigLIPTextArchitecture.fields.completing(text, from: configuration.text)
            }
            if let image, let grid, image.gridSize != grid {
                throw SchemaError(
                    at: configuration.image["image_resolution"]?.place ?? configuration.file,
                    found: "\(image.imageResolution)",
                    allowed: "\(grid) patches of \(image.patchSize) pixels as the weights have")
            }
        }
        if let activation {
            image?.activation = activation
            text?.activation = activation
        }
        if let isSecond { text?.padding = isSecond ? 0 : 1 }
        return try SigLIPArchitecture(embedDimension: shaped.embedDimension, image: image, text: text)
    }

    private static func preprocessing(
        _ evidence: Evidence, _ configuration: SigLIPConfiguration?, _ architecture: SigLIPArchitecture
    ) throws(SchemaError) -> Preprocessing? {
        guard let resolution = architecture.imageResolution else { return nil }
        let fromFile = evidence.configurations["preprocessor_config.json"]
        var stated: Preprocessing?
        if let fields = configuration?.preprocessing {
            stated = try Preprocessing(openCLIP: fields, imageResolution: resolution)
        } else if let fromFile {
            stated = try Preprocessing(huggingFace: fromFile)
        }
        try stated?.check(against: architecture)
        if let stated { return stated }
        return try Preprocessing(
            imageSize: resolution, mean: Preprocessing.half, standardDeviation: Preprocessing.half,
            interpolation: .bicubic, resizeMode: .squash)
    }
}

extension SigLIPConfiguration {
    /// The activation that the file states.
    fileprivate var activation: Activation? {
        (image["activation"] ?? text["activation"])?.value.string.flatMap(Activation.init(rawValue:))
    }
}

package import ModelKit
import Tensors

/// OpenAI's models, and those of open_clip and transformers that are built like them.
package enum CLIPFamily: ModelFamily {
    package static let name = "clip"

    package static func model(of evidence: Evidence) throws(SchemaError) -> ReadModel? {
        let configuration = try configuration(evidence)
        let dialect = try Dialect(detectingIn: evidence.names, configuration: configuration?.source)
        let weights = try dialect.canonicalWeights(from: evidence.tensors)
        let activation = ActivationChoice(
            override: evidence.activation, configured: configuration?.architecture.activation,
            known: evidence.publishedActivation)
        let architecture = try CLIPArchitecture(
            inferringFrom: weights.map(\.descriptor), configuration: configuration,
            activation: activation.activation)
        return ReadModel(
            layout: dialect.rawValue, weights: weights, architecture: architecture, activation: activation,
            preprocessing: try preprocessing(evidence, configuration, architecture),
            tokenizer: architecture.vocabularySize.flatMap(CLIPTokenizer.init(vocabularySize:)))
    }

    package static func architecture(
        embedDimension: Int, image: FieldReader?, text: FieldReader?
    ) throws(SchemaError) -> any Architecture {
        try CLIPArchitecture(embedDimension: embedDimension, image: image, text: text)
    }

    /// The configuration that goes with the weights; a folder may hold both.
    private static func configuration(_ evidence: Evidence) throws(SchemaError) -> ModelConfiguration? {
        let isHuggingFace = evidence.tensors.contains { $0.name.contains("_model.") }
        let files = evidence.configurations
        if let config = files["config.json"], isHuggingFace || files["open_clip_config.json"] == nil {
            return try ModelConfiguration(huggingFace: config)
        }
        return try files["open_clip_config.json"].map { (config) throws(SchemaError) in
            try ModelConfiguration(openCLIP: config)
        }
    }

    private static func preprocessing(
        _ evidence: Evidence, _ configuration: ModelConfiguration?, _ architecture: CLIPArchitecture
    ) throws(SchemaError) -> Preprocessing? {
        guard let resolution = architecture.imageResolution else { return nil }
        let fromFile = evidence.configurations["preprocessor_config.json"]
        var stated = configuration?.preprocessing
        if stated == nil, let fromFile { stated = try Preprocessing(huggingFace: fromFile) }
        try stated?.check(against: architecture)
        if let stated { return stated }
        return try Preprocessing(imageSize: resolution)
    }
}

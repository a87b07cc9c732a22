package import ByteIO
import CLIPRuntime
package import Checkpoints
package import Families
package import KnownModels
package import ModelKit
import StrictJSON
import Tensors
import WeightFile

/// A checkpoint understood as a CLIP model: whose names it has, what its weights are called canonically, and what
/// architecture they make.
package struct SourceModel: Sendable {
    /// The checkpoint.
    package let checkpoint: Checkpoint
    /// Whose names its tensors have.
    package let dialect: Dialect
    /// Its weights, under their canonical names and in canonical order.
    package let weights: [CanonicalWeight]
    /// Their dimensions; the activation is that which the configuration or the user says, else OpenAI's.
    package let architecture: Architecture
    /// How pictures are prepared for it.
    package let preprocessing: Preprocessing?

    private let configuration: ModelConfiguration?
    private let activationOverride: Activation?

    /// Understands a checkpoint.
    ///
    /// - Parameter activation: what the user says the activation is.
    /// - Throws: `malformed` where weights contradict each other or the configuration, `unsupported` for what is
    ///   no CLIP model of a known kind; naming the tensor and both shapes.
    package init(_ checkpoint: Checkpoint, activation: Activation? = nil) throws(FileError) {
        self.checkpoint = checkpoint
        activationOverride = activation
        let descriptors = checkpoint.tensors.map(\.descriptor)
        guard !descriptors.contains(where: { $0.name.hasPrefix(ClipwFormat.reservedPrefix) }) else {
            throw FileError(
                .unsupported, path: checkpoint.path, found: "it is a .clipw file already",
                allowed: "convert from the original checkpoint, which the other precision is measured against"
            )
        }
        do throws(SchemaError) {
            configuration = try Self.configuration(checkpoint)
            dialect = try Dialect(detectingIn: Self.names(checkpoint), configuration: configuration?.source)
            weights = try dialect.canonicalWeights(from: descriptors)
            let choice = ActivationChoice(
                override: activation, configured: configuration?.architecture.activation)
            architecture = try Architecture(
                inferringFrom: weights.map(\.descriptor), configuration: configuration,
                activation: choice.activation)
            preprocessing = try Self.preprocessing(checkpoint, configuration, architecture)
        } catch {
            throw FileError(error, path: checkpoint.path)
        }
    }

    /// The activation once the file's digest tells which published model it seems to be.
    package func activation(knownAs model: KnownModel?) -> ActivationChoice {
        ActivationChoice(
            override: activationOverride, configured: configuration?.architecture.activation,
            known: model.flatMap { Activation(rawValue: $0.activationName) })
    }

    /// The tensors of the checkpoint that a weight is made of, as they are to be read one after another.
    func parts(of weight: CanonicalWeight, in tensors: [String: StoredTensor]) -> [StoredTensor] {
        weight.parts.compactMap { part in
            let tensor = tensors[part]
            return weight.isTransposed ? tensor?.transposed : tensor
        }
    }

    /// The tensors' names in the order of the model's own code, which tells dialects apart.
    ///
    /// A safetensors file has lost it: its writer sorts by size of the elements. Sorted names claim nothing.
    private static func names(_ checkpoint: Checkpoint) -> [String] {
        let names = checkpoint.tensors.map(\.descriptor.name)
        return checkpoint.format == .safetensors ? names.sorted() : names
    }

    /// The configuration that goes with the weights; a folder may hold both.
    private static func configuration(_ checkpoint: Checkpoint) throws(SchemaError) -> ModelConfiguration? {
        let isHuggingFace = checkpoint.tensors.contains { $0.descriptor.name.contains("_model.") }
        let files = checkpoint.configurations
        if let config = files["config.json"], isHuggingFace || files["open_clip_config.json"] == nil {
            return try ModelConfiguration(huggingFace: config)
        }
        return try files["open_clip_config.json"].map { (config) throws(SchemaError) in
            try ModelConfiguration(openCLIP: config)
        }
    }

    private static func preprocessing(
        _ checkpoint: Checkpoint, _ configuration: ModelConfiguration?, _ architecture: Architecture
    ) throws(SchemaError) -> Preprocessing? {
        guard let resolution = architecture.vision?.imageResolution else { return nil }
        let fromFile = checkpoint.configurations["preprocessor_config.json"]
        var stated = configuration?.preprocessing
        if stated == nil, let fromFile { stated = try Preprocessing(huggingFace: fromFile) }
        try stated?.check(against: architecture)
        if let stated { return stated }
        return try Preprocessing(imageSize: resolution)
    }
}

package import ModelKit
package import StrictJSON
package import Tensors

/// What tells which model a checkpoint holds.
package struct Evidence: Sendable {
    /// The checkpoint's tensors.
    package let tensors: [TensorDescriptor]
    /// Their names in the order of the model's own code, where the checkpoint has kept it.
    package let names: [String]
    /// The JSON files beside the weights, by name.
    package let configurations: [String: JSONValue]
    /// The bytes of the tokenizers' files beside the weights, by name.
    package let files: [String: [UInt8]]
    /// The activation that the user states.
    package let activation: Activation?
    /// The activation of the published file that the checkpoint is, where it is one.
    package let publishedActivation: Activation?

    package init(
        tensors: [TensorDescriptor], names: [String], configurations: [String: JSONValue] = [:],
        files: [String: [UInt8]] = [:],
        activation: Activation? = nil, publishedActivation: Activation? = nil
    ) {
        self.tensors = tensors
        self.names = names
        self.configurations = configurations
        self.files = files
        self.activation = activation
        self.publishedActivation = publishedActivation
    }
}

/// A checkpoint understood as a model.
package struct ReadModel: Sendable {
    /// Whose names the tensors have.
    package let layout: String
    /// The weights, under their canonical names and in canonical order.
    package let weights: [CanonicalWeight]
    /// Their dimensions.
    package let architecture: any Architecture
    /// The activation of the MLPs, and who says so.
    package let activation: ActivationChoice
    /// How images are prepared; nil without image tower.
    package let preprocessing: Preprocessing?
    /// How texts become token ids; nil without text tower, and where the vocabulary is not known.
    package let tokenizer: (any TextTokenizer)?
}

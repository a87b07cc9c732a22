package import ByteIO
package import CLIPRuntime
package import Checkpoints
import Families
package import ModelKit
import Tokenizer
import WeightFile

extension CLIP {
    /// The model at a path: a `.clipw` file, or any checkpoint or model folder, whose weights are then used in
    /// float32 without being converted first.
    ///
    /// - Parameter activation: what the user says the activation of a checkpoint is.
    /// - Returns: the model, and what should be said to the user although it was opened.
    /// - Throws: as opening a checkpoint and understanding it as a model do.
    package static func open(
        modelAt path: FilePath, activation: Activation? = nil, options: RuntimeOptions = RuntimeOptions()
    ) throws(FileError) -> (model: CLIP, warnings: [String]) {
        try open(Checkpoint(path: path), activation: activation, options: options)
    }

    /// The model in an open checkpoint, which may be a `.clipw` file; see `open(modelAt:activation:options:)`.
    package static func open(
        _ checkpoint: Checkpoint, activation: Activation? = nil, options: RuntimeOptions = RuntimeOptions()
    ) throws(FileError) -> (model: CLIP, warnings: [String]) {
        if let container = try checkpoint.clipwContainer() {
            return (try CLIP(ClipwFile(container), options: options), [])
        }
        var conversion = ConversionOptions()
        conversion.activation = activation
        let plan = try ConversionPlan(checkpoint, options: conversion)
        let identity = try Conversion.identify(plan)
        let choice = plan.source.activation(knownAs: identity.candidate)
        let architecture = plan.architecture
        let model = try EmbeddingModel(
            CheckpointWeights(plan.source), architecture: architecture, storedPrecision: "fp32",
            options: options)
        return (
            CLIP(
                model: model, preprocessing: plan.source.model.preprocessing,
                tokenizer: plan.source.model.tokenizer,
                source: identity.digest, options: options),
            checkpoint.warnings + [choice.warning].compactMap(\.self)
        )
    }
}

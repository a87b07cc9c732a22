/// Tensors that checkpoints carry although they are no weights.
///
/// What they hold follows from the shapes of the weights, or is of use in training only; it is neither read
/// nor checked.
package enum DroppedTensors {
    /// By the last component of the name, wherever it stands.
    private static let lastComponents: Set<String> = [
        // OpenAI's archives: three numbers, which build_model deletes too.
        "input_resolution", "context_length", "vocab_size",
        // The causal mask, in checkpoints of early versions of open_clip.
        "attn_mask",
        // 0, 1, 2, …, in checkpoints of transformers before version 4.31.
        "position_ids",
        // How many steps a batch norm has been trained.
        "num_batches_tracked",
    ]

    package static func contains(_ name: String) -> Bool {
        lastComponents.contains(name.split(separator: ".").last.map(String.init) ?? name)
    }
}

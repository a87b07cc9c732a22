/// The container that a checkpoint's weights travel in.
///
/// The raw value is that of reports and `.clipw` files.
package enum CheckpointFormat: String, Sendable, CaseIterable {
    /// A zip archive of `torch.jit.save`, as OpenAI publishes its models.
    case torchscript
    /// A zip archive of `torch.save`, PyTorch 1.6 and later.
    case torchZip = "torch-zip"
    /// A pickle stream of `torch.save` before 1.6.
    case torchLegacy = "torch-legacy"
    /// One safetensors file, or several with an index.
    case safetensors
}

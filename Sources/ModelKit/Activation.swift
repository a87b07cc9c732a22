/// The function between the two matrices of a transformer block's MLP.
///
/// Weights do not tell which one they were trained with, and the wrong one costs several points of accuracy
/// without failing (mlfoundations/open_clip issue 1109: 68.3 % against 64.4 % on ImageNet).
public enum Activation: String, Sendable, CaseIterable {
    /// `x · σ(1.702 x)`, OpenAI's.
    case quickGELU = "quick_gelu"
    /// `x · Φ(x)`, exact, with the error function.
    case gelu
    /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
    case geluTanh = "gelu_tanh"
}

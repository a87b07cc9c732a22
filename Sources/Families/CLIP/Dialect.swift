import ModelKit

/// Whose names the tensors of a checkpoint have.
///
/// Each dialect is a table of `NameRule`s in a file of its own: `Dialect+OpenAI.swift` and so on.
package enum Dialect: String, Sendable, CaseIterable {
    /// The names of `clip/model.py` in openai/CLIP, which are this project's canonical ones.
    case openAI = "openai"
    /// open_clip's: OpenAI's names, or with the text tower under `text.`.
    case openCLIP = "openclip"
    /// Those of `CLIPModel` and its single towers in Hugging Face's transformers.
    case huggingFace = "huggingface"

    /// What the dialect calls each canonical tensor.
    var rules: [NameRule] {
        switch self {
        case .openAI: Self.openAIRules
        case .openCLIP: Self.openAIRules + Self.openCLIPTextRules
        case .huggingFace: Self.huggingFaceRules
        }
    }
}

package import ModelKit

extension Dialect {
    /// Names that only one of the layouts has.
    ///
    /// OpenAI's and open_clip's plain layout are the same names.
    private static let huggingFacePrefixes = ["vision_model.", "text_model."]
    private static let openCLIPPrefixes = [
        "text.positional_embedding", "text.text_projection", "text.token_embedding.", "text.transformer.",
        "text.ln_final.",
    ]
    private static let plainTextPrefixes = [
        "transformer.resblocks.", "token_embedding.", "positional_embedding", "ln_final.",
    ]
    private static let plainPrefixes = plainTextPrefixes + ["visual."]
    /// OpenAI's archives hold these numbers as tensors; nobody else's checkpoints do.
    private static let openAIMarks: Set<String> = ["input_resolution", "context_length", "vocab_size"]

    /// The dialect of a checkpoint with these tensors, in the order in which it lists them.
    ///
    /// The names alone do not tell OpenAI's models from open_clip's plain layout. Three things do, in this
    /// order: OpenAI's three numbers among the tensors; an open_clip configuration beside the weights; and
    /// the order of a block's modules, in which OpenAI has the attention before the norm, open_clip after it.
    /// Where a writer has sorted the names, open_clip's weights without configuration pass for OpenAI's;
    /// their meaning is the same.
    ///
    /// - Throws: Names of two layouts, one of each; or that this is no CLIP model.
    package init(
        detectingIn names: [String], configuration: ModelConfiguration.Source? = nil
    ) throws(SchemaError) {
        if let (name, meaning) = ForeignTensors.first(in: names) {
            throw .unsupported(at: name, found: meaning)
        }
        let huggingFace = names.first { Self.hasPrefix($0, of: Self.huggingFacePrefixes) }
        let openCLIP = names.first { Self.hasPrefix($0, of: Self.openCLIPPrefixes) }
        let plain = names.first { Self.hasPrefix($0, of: Self.plainPrefixes) }
        if let huggingFace, let other = openCLIP ?? plain {
            throw Self.mixture(huggingFace, other)
        }
        // Both have the image tower under `visual.`.
        if let openCLIP, let other = names.first(where: { Self.hasPrefix($0, of: Self.plainTextPrefixes) }) {
            throw Self.mixture(openCLIP, other)
        }
        if huggingFace != nil {
            self = .huggingFace
        } else if openCLIP != nil {
            self = .openCLIP
        } else if plain == nil {
            throw SchemaError(
                found: "not a CLIP model: visual.conv1.weight is missing, and so is every other name of one",
                allowed: "a model of openai/CLIP, open_clip or transformers' CLIPModel")
        } else if names.contains(where: Self.openAIMarks.contains) {
            self = .openAI
        } else {
            self = configuration == .openCLIP || Self.hasNormBeforeAttention(names) ? .openCLIP : .openAI
        }
    }

    private static func mixture(_ name: String, _ other: String) -> SchemaError {
        SchemaError(
            found: "names of two layouts: '\(name)' and '\(other)'",
            allowed: "all of OpenAI's, all of open_clip's or all of Hugging Face's")
    }

    private static func hasPrefix(_ name: String, of prefixes: [String]) -> Bool {
        prefixes.contains { name.hasPrefix($0) }
    }

    private static func hasNormBeforeAttention(_ names: [String]) -> Bool {
        let firstOfBlock = names.first {
            $0.hasSuffix("transformer.resblocks.0.ln_1.weight")
                || $0.hasSuffix("transformer.resblocks.0.attn.in_proj_weight")
        }
        return firstOfBlock?.hasSuffix("ln_1.weight") ?? false
    }
}

import ModelKit

extension Dialect {
    /// open_clip's `CLIP` class has OpenAI's names.
    ///
    /// Its `CustomTextCLIP`, chosen by `custom_text` in the configuration, has the text tower in a module
    /// `text` (`open_clip/model.py`; its own conversion between the two is
    /// `convert_to_custom_text_state_dict`).
    static let openCLIPTextRules: [NameRule] = canonicalPatterns.filter(isInTextTower).map {
        NameRule("text." + $0, $0)
    }

    private static func isInTextTower(_ pattern: String) -> Bool {
        ["positional_embedding", "text_projection", "token_embedding.", "transformer.", "ln_final."]
            .contains { pattern.hasPrefix($0) }
    }
}

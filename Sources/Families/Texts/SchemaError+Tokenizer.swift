import ModelKit
import Tokenizer

extension SchemaError {
    /// A text that a text tower does not take.
    init(_ error: TokenizerError) {
        self = .unsupported(
            found: error.description, allowed: error.code == .tooManyTokens ? "--truncate cuts it" : nil)
    }
}

package import SentencePiece
package import Tokenizer

/// Makes the tokens of SigLIP's text tower of a text: it is cleaned, cut into pieces, and ended.
///
/// No text becomes a mark: where one has "</s>" in it, transformers ends the text there, and this does not.
package struct SigLIPTokenizer: Sendable {
    /// The vocabulary.
    package let pieces: SentencePieceTokenizer
    /// How texts are cleaned.
    package let cleaning: PromptCleaning
    /// The token at the end of a text, which is the last even of one that is cut.
    package let end: Int32

    /// A tokenizer; the end is 1 in SigLIP and SigLIP 2.
    package init(pieces: SentencePieceTokenizer, cleaning: PromptCleaning, end: Int32 = 1) {
        self.pieces = pieces
        self.cleaning = cleaning
        self.end = end
    }

    /// The text's tokens and the end, not filled up to the context length.
    ///
    /// - Parameter truncate: Whether a text of more than `contextLength` tokens is cut to that many, of which the last is
    ///   the end.
    /// - Throws: Where there are too many tokens otherwise, or more bytes than `Tokenizer.byteLimit`.
    package func tokenize(
        _ text: String, contextLength: Int, truncate: Bool = false
    ) throws(TokenizerError) -> [Int32] {
        let byteCount = text.utf8.count
        guard byteCount <= Tokenizer.byteLimit else {
            throw TokenizerError(.textTooLong, count: byteCount, limit: Tokenizer.byteLimit, text: text)
        }
        let tokens =
            cleaning == .huggingFace ? piecesOfHuggingFace(text) : pieces.encode(cleaning.clean(text))
        if tokens.count < contextLength { return tokens + [end] }
        guard truncate, contextLength > 0 else {
            throw TokenizerError(.tooManyTokens, count: tokens.count + 1, limit: contextLength, text: text)
        }
        return tokens.prefix(contextLength - 1) + [end]
    }

    /// The pieces as `SiglipTokenizer` of transformers finds them: behind a mark that is taken away again, so that a space in
    /// front of the text stays.
    private func piecesOfHuggingFace(_ text: String) -> [Int32] {
        let spaced = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\u{2581}" ? " " : $0 }))
        let mark = pieces.model.pieces[Int(pieces.model.unknown)].text
        return Array(
            pieces.encode(mark + cleaning.clean("\u{2581}" + spaced)).dropFirst(pieces.encode(mark).count))
    }
}

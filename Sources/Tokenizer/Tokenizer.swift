/// Turns a text into the ids that CLIP's text tower takes: `clip.tokenize` of openai/CLIP.
///
/// The text is cleaned, with repairs of what other programs have done to it, set in small letters, cut into
/// words, and each word into tokens. The ids are those of the original with ftfy 6.3.1 and CPython 3.11;
/// `Scripts/compare_tokenizer.py` compares the two.
public struct Tokenizer: Sendable {
    /// UTF-8 bytes of the longest text that `tokenize` takes.
    public static let byteLimit = TokenizerLimits.textBytes

    /// The vocabulary.
    public let merges: MergeTable
    /// Whether `<|startoftext|>` and `<|endoftext|>` in a text become the special tokens, as in the original.
    public let specialTokens: Bool

    /// OpenAI's tokenizer, which nearly every CLIP model has.
    public static let clip = Tokenizer(merges: .clip)

    /// A tokenizer with this vocabulary; without `specialTokens` their names are ordinary text.
    public init(merges: MergeTable, specialTokens: Bool = true) {
        self.merges = merges
        self.specialTokens = specialTokens
    }

    /// The text's tokens, without a start and an end.
    public func encode(_ text: String) -> [Int32] {
        let encoder = BytePairEncoder(merges: merges)
        var tokens: [Int32] = []
        var bytes: [UInt8] = []
        WordPattern(findsSpecialTokens: specialTokens).forEachWord(in: TextCleaning.clean(text)) {
            word, kind in
            switch kind {
            case .startOfText: tokens.append(merges.startOfText)
            case .endOfText: tokens.append(merges.endOfText)
            case .ordinary:
                bytes.removeAll(keepingCapacity: true)
                for scalar in word { bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
                encoder.encode(word: bytes[...], into: &tokens)
            }
        }
        return tokens
    }

    /// The text's tokens between a start and an end token, not padded.
    ///
    /// - Parameter truncate: Whether a text of more than `contextLength` tokens is cut to that many, of which
    ///   the last is the end token.
    /// - Throws: Where there are too many tokens otherwise, or more than `byteLimit` bytes, which is checked
    ///   before anything is done.
    public func tokenize(
        _ text: String, contextLength: Int = 77, truncate: Bool = false
    ) throws(TokenizerError) -> [Int32] {
        let byteCount = text.utf8.count
        guard byteCount <= Self.byteLimit else {
            throw TokenizerError(.textTooLong, count: byteCount, limit: Self.byteLimit, text: text)
        }
        var tokens = [merges.startOfText] + encode(text) + [merges.endOfText]
        guard tokens.count > contextLength else { return tokens }
        guard truncate, contextLength > 0 else {
            throw TokenizerError(.tooManyTokens, count: tokens.count, limit: contextLength, text: text)
        }
        tokens.removeLast(tokens.count - contextLength)
        tokens[contextLength - 1] = merges.endOfText
        return tokens
    }
}

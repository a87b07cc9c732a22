/// Finds the words of a cleaned text as the original's pattern does.
///
/// That is in `SimpleTokenizer` of openai/CLIP:
///
///     <\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
///
/// Letters and numbers are those of the newest Unicode that the original's `regex` module knows, a newer one than
/// CPython's. The pattern ignores case, which matters for one character once the text is in small letters: `ſ` is an `s`.
struct WordPattern {
    /// What a word is found as.
    enum Kind: Equatable {
        /// `<|startoftext|>`, letter by letter.
        case startOfText
        /// `<|endoftext|>`, letter by letter.
        case endOfText
        /// Anything else.
        case ordinary
    }

    /// Whether `<|startoftext|>` and `<|endoftext|>` are words of their own.
    let findsSpecialTokens: Bool

    private static let letters = ScalarSet(TableText.ranges(WordClassData.letters))
    private static let numbers = ScalarSet(TableText.ranges(WordClassData.numbers))
    private static let separators = ScalarSet(TableText.ranges(WordClassData.separators))
    private static let startOfText = Array("<|startoftext|>".unicodeScalars)
    private static let endOfText = Array("<|endoftext|>".unicodeScalars)
    private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map {
        Array($0.unicodeScalars)
    }

    /// Calls `body` with each word, front to back.
    func forEachWord(in text: [Unicode.Scalar], _ body: (ArraySlice<Unicode.Scalar>, Kind) -> Void) {
        let classes = text.map(Self.characterClass)
        var index = 0
        while index < text.count {
            guard classes[index] != .separator else {
                index += 1
                continue
            }
            let (end, kind) = fixedWord(text, at: index) ?? (Self.runEnd(classes, at: index), .ordinary)
            body(text[index..<end], kind)
            index = end
        }
    }

    private enum CharacterClass {
        case letter
        case number
        case separator
        case other
    }

    private static func characterClass(_ scalar: Unicode.Scalar) -> CharacterClass {
        switch scalar {
        case "a"..."z", "A"..."Z": .letter
        case "0"..."9": .number
        case _ where letters.contains(scalar): .letter
        case _ where numbers.contains(scalar): .number
        case _ where separators.contains(scalar): .separator
        default: .other
        }
    }

    /// Where the word ends that consists of characters of one class.
    private static func runEnd(_ classes: [CharacterClass], at index: Int) -> Int {
        guard classes[index] != .number else { return index + 1 }
        return classes[index...].firstIndex { $0 != classes[index] } ?? classes.count
    }

    /// Where the word ends that the pattern spells out, or nil where none of those starts here.
    private func fixedWord(_ text: [Unicode.Scalar], at index: Int) -> (end: Int, kind: Kind)? {
        let rest = text[index...]
        switch text[index] {
        case "<" where findsSpecialTokens:
            for (word, kind) in [(Self.startOfText, Kind.startOfText), (Self.endOfText, .endOfText)]
            where Self.begins(rest, with: word) {
                // The vocabulary has it only with an ordinary `s`.
                return (index + word.count, rest.starts(with: word) ? kind : .ordinary)
            }
            return nil
        case "'":
            return Self.contractions.first { Self.begins(rest, with: $0) }.map {
                (index + $0.count, .ordinary)
            }
        default: return nil
        }
    }

    private static func begins(_ text: ArraySlice<Unicode.Scalar>, with word: [Unicode.Scalar]) -> Bool {
        text.count >= word.count
            && zip(text, word).allSatisfy { $0 == $1 || ($0 == "\u{17F}" && $1 == "s") }
    }
}

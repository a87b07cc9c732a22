/// What openai/CLIP does to a text before it looks for words: `basic_clean`, `whitespace_clean` and `lower()`
/// in `clip/simple_tokenizer.py`.
///
/// `basic_clean` is `fix_text` of ftfy 6.3.1 with its default settings, and `html.unescape` twice. Each step is
/// a file in this folder that names the function it states again. Texts are arrays of code points, as in Python.
enum TextCleaning {
    /// The text as words are looked for in it.
    static func clean(_ text: String) -> [Unicode.Scalar] {
        lowercase(strip(joinSpaces(repaired(text))))
    }

    /// `basic_clean`, but for the white space at the ends.
    static func repaired(_ text: String) -> [Unicode.Scalar] {
        decodeReferences(decodeReferences(fixText(Array(text.unicodeScalars))))
    }

    /// `re.sub(r'\s+', ' ', text)`: each run of white space becomes one space.
    static func joinSpaces(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var joined: [Unicode.Scalar] = []
        joined.reserveCapacity(text.count)
        var isInRun = false
        for scalar in text {
            let isSpace = scalar.properties.isWhitespace
            if !isSpace { joined.append(scalar) } else if !isInRun { joined.append(" ") }
            isInRun = isSpace
        }
        return joined
    }

    /// `str.strip()`: no white space at either end.
    static func strip(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard let first = text.firstIndex(where: { !$0.isPythonSpace }),
            let last = text.lastIndex(where: { !$0.isPythonSpace })
        else { return [] }
        return Array(text[first...last])
    }
}

/// How a text is cleaned before it is cut into the pieces of a SentencePiece model.
///
/// Libraries that publish SigLIP disagree: "hello_world" is "hello world" in open_clip, and "helloworld" in transformers.
package enum PromptCleaning: String, Sendable, CaseIterable {
    /// Nothing is done, as by transformers' tokenizer of Gemma.
    case none
    /// A to Z become small, as `tf.strings.lower` does in the training of big_vision.
    case asciiLowercase = "ascii_lowercase"
    /// Each character becomes small, as the normalizer `Lowercase` of tokenizers does.
    case lowercase
    /// `_clean_canonicalize` of open_clip: repairs, references and punctuation are resolved, and all is small.
    case openCLIP = "openclip"
    /// `canonicalize_text` of transformers' tokenizer of SigLIP: punctuation goes, and all is small.
    case huggingFace = "huggingface"

    /// The text as pieces are looked for in it.
    package func clean(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        switch self {
        case .none: return text
        case .asciiLowercase:
            scalars = scalars.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 }
        case .lowercase: scalars = scalars.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
        case .openCLIP:
            scalars = TextCleaning.repaired(text).map { $0 == "_" ? " " : $0 }
            scalars = TextCleaning.lowercase(scalars.filter { !Self.isPunctuation($0) })
            scalars = TextCleaning.strip(Self.joinSpaces(scalars))
        case .huggingFace:
            scalars = TextCleaning.lowercase(scalars).filter { !Self.isPunctuation($0) }
            scalars = TextCleaning.strip(Self.joinSpaces(scalars))
        }
        var cleaned = String.UnicodeScalarView()
        cleaned.append(contentsOf: scalars)
        return String(cleaned)
    }

    /// Python's `string.punctuation`.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
        default: false
        }
    }

    /// Each run of what Python takes for white space becomes one space.
    private static func joinSpaces(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var joined: [Unicode.Scalar] = []
        joined.reserveCapacity(text.count)
        var isInRun = false
        for scalar in text {
            if !scalar.isPythonSpace { joined.append(scalar) } else if !isInRun { joined.append(" ") }
            isInRun = scalar.isPythonSpace
        }
        return joined
    }
}

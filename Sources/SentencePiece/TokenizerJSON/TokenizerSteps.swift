import ByteIO
import StrictJSON

/// What a `tokenizer.json` does to a text before it is cut into pieces, as rules of a SentencePiece model.
struct TokenizerSteps {
    var lowercases = false
    private(set) var normalization = SentencePieceModel.Normalization(
        addsDummyPrefix: false, removesExtraSpaces: false, escapesSpaces: false)

    /// The space of a SentencePiece model.
    private static let space = "\u{2581}"

    mutating func readNormalizer(_ place: JSONPlace) throws(FileError) {
        guard place.value != nil else { return }
        switch place["type"].value?.string {
        case "Sequence":
            for index in (place["normalizers"].value?.array ?? []).indices {
                let step = place["normalizers"][index]
                guard step["type"].value?.string != "Sequence" else {
                    throw step.unsupported("a sequence in a sequence")
                }
                try readNormalizer(step)
            }
        case "Precompiled":
            guard normalization.characterMap.isEmpty else {
                throw place.unsupported("a second character map")
            }
            let text = place["precompiled_charsmap"].value?.string
            guard let bytes = text.flatMap({ Base64.bytes(Array($0.utf8)) }) else {
                throw place["precompiled_charsmap"].malformed("it is no base64")
            }
            normalization.characterMap = bytes
        case "Lowercase": lowercases = true
        // At the end spaces go; those in front do by the pre-tokenizer, or become the dummy prefix.
        case "Strip": normalization.removesExtraSpaces = true
        case "Replace": try readReplacement(place)
        case let other:
            throw place["type"].unsupported(
                "'\(other ?? "nothing")'", "Sequence, Precompiled, Lowercase, Strip or Replace")
        }
    }

    private mutating func readReplacement(_ place: JSONPlace) throws(FileError) {
        let (pattern, content) = (place["pattern"], place["content"].value?.string)
        if pattern["String"].value?.string == " ", content == Self.space {
            normalization.escapesSpaces = true
        } else if pattern["Regex"].value?.string == " {2,}", content == Self.space || content == " " {
            normalization.removesExtraSpaces = true
        } else {
            throw place.unsupported("another replacement than of spaces", "of ' ' or ' {2,}'")
        }
    }

    mutating func readPreTokenizer(_ place: JSONPlace) throws(FileError) {
        guard place.value != nil else { return }
        switch place["type"].value?.string {
        case "Sequence":
            for index in (place["pretokenizers"].value?.array ?? []).indices {
                let step = place["pretokenizers"][index]
                guard step["type"].value?.string != "Sequence" else {
                    throw step.unsupported("a sequence in a sequence")
                }
                try readPreTokenizer(step)
            }
        case "WhitespaceSplit": normalization.removesExtraSpaces = true
        case "Metaspace":
            guard place["replacement"].value?.string == Self.space else {
                throw place["replacement"].unsupported("another character", "'\(Self.space)'")
            }
            normalization.escapesSpaces = true
            switch place["prepend_scheme"].value?.string {
            case "always", "first": normalization.addsDummyPrefix = true
            case "never": break
            case nil: normalization.addsDummyPrefix = place["add_prefix_space"].value?.bool ?? true
            case let other?: throw place["prepend_scheme"].unsupported("'\(other)'", "always, first or never")
            }
        case "Split":
            // Spaces have become other characters by then.
            guard place["pattern"]["String"].value?.string == " " else {
                throw place["pattern"].unsupported("another pattern", "' '")
            }
        case let other:
            throw place["type"].unsupported(
                "'\(other ?? "nothing")'", "Sequence, WhitespaceSplit, Metaspace or Split")
        }
    }
}

import ByteIO

/// Brings a text into the form in which pieces are looked for: `Normalizer::Normalize` of
/// google/sentencepiece.
struct Normalizer: Sendable {
    private let rules: SentencePieceModel.Normalization
    private let map: CharacterMap?
    /// Pieces that are left as they are.
    private let userDefined: PieceTrie
    /// What a space becomes.
    private let space: [UInt8]

    init(_ rules: SentencePieceModel.Normalization, userDefined: PieceTrie) throws(FileError) {
        self.rules = rules
        self.userDefined = userDefined
        map = try CharacterMap(rules.characterMap)
        space = rules.escapesSpaces ? [0xE2, 0x96, 0x81] : [0x20]
    }

    /// The normalised UTF-8 of a text.
    func normalize(_ text: [UInt8]) -> [UInt8] {
        var position = rules.removesExtraSpaces ? startWithoutSpaces(text) : 0
        guard position < text.count else { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 2 + space.count)
        if rules.addsDummyPrefix, !rules.treatsSpaceAsSuffix { result += space }
        var followsSpace = rules.removesExtraSpaces
        while position < text.count {
            let (length, replacement) = prefix(text, at: position)
            position += length
            let kept = followsSpace ? replacement.drop { $0 == 0x20 } : replacement
            if let last = kept.last {
                for byte in kept { if byte == 0x20 { result += space } else { result.append(byte) } }
                followsSpace = rules.removesExtraSpaces && last == 0x20
            }
        }
        if rules.removesExtraSpaces {
            while result.count >= space.count, result.suffix(space.count).elementsEqual(space) {
                result.removeLast(space.count)
            }
        }
        if rules.addsDummyPrefix, rules.treatsSpaceAsSuffix { result += space }
        return result
    }

    /// Where the first thing begins that does not become a space.
    private func startWithoutSpaces(_ text: [UInt8]) -> Int {
        var position = 0
        while position < text.count {
            let (length, replacement) = prefix(text, at: position)
            guard replacement.elementsEqual([0x20]) else { return position }
            position += length
        }
        return position
    }

    /// What the text at a position becomes, and how many bytes of it do.
    private func prefix(_ text: [UInt8], at position: Int) -> (length: Int, replacement: ArraySlice<UInt8>) {
        if !userDefined.isEmpty, let length = userDefined.longestMatch(text, at: position) {
            return (length, text[position..<position + length])
        }
        if let match = map?.match(text, at: position) { return match }
        let length = min(characterLength(text[position]), text.count - position)
        return (length, text[position..<position + length])
    }
}

/// Bytes of the UTF-8 character that begins with this one.
func characterLength(_ first: UInt8) -> Int {
    switch first {
    case ..<0xC0: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
}

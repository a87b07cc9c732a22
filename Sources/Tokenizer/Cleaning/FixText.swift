extension TextCleaning {
    /// Code points that ftfy repairs at once: `max_decode_length`.
    private static let segmentLimit = 1_000_000

    /// `ftfy.fix_text` with its default `TextFixerConfig`, line by line.
    ///
    /// References to characters are resolved until a line has a `<`, which speaks for HTML.
    static func fixText(
        _ text: [Unicode.Scalar], within budget: RepairBudget = RepairBudget()
    ) -> [Unicode.Scalar] {
        var fixed: [Unicode.Scalar] = []
        fixed.reserveCapacity(text.count)
        var resolvesEntities = true
        var budget = budget
        var start = 0
        while start < text.count {
            let lineFeed = text[start...].firstIndex(of: "\n")
            let end = min(lineFeed.map { $0 + 1 } ?? text.count, start + segmentLimit)
            let segment = Array(text[start..<end])
            if segment.contains("<") { resolvesEntities = false }
            fixed += fixSegment(segment, resolvingEntities: resolvesEntities, &budget)
            start = end
        }
        return fixed
    }

    /// `ftfy.fix_and_explain`: all steps, again and again until none of them changes anything.
    private static func fixSegment(
        _ segment: [Unicode.Scalar], resolvingEntities: Bool, _ budget: inout RepairBudget
    ) -> [Unicode.Scalar] {
        if resolvingEntities, let resolved = resolvePlainEntities(segment) { return resolved }
        var text = segment
        while budget.take(text.count) {
            let original = text
            if resolvingEntities { text = resolveEntities(text) }
            if !isPlain(text) { text = repairCharacters(text, &budget) }
            if text == original { break }
        }
        return text
    }

    /// Whether the text is of ASCII characters that none of the repairs touches.
    static func isPlain(_ text: [Unicode.Scalar]) -> Bool {
        text.allSatisfy(isPlain)
    }

    /// Whether no repair touches an ASCII character, wherever it stands in text of such.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        (" "..."~").contains(scalar) || scalar == "\n" || scalar == "\t" || scalar == "\u{C}"
    }

    /// The steps but the first.
    ///
    /// `fix_surrogates` is not among them: no Swift text has surrogates, and no step makes any.
    private static func repairCharacters(
        _ text: [Unicode.Scalar], _ budget: inout RepairBudget
    ) -> [Unicode.Scalar] {
        var text = fixEncoding(text, &budget)
        text = fixC1Controls(text)
        text = fixLatinLigatures(text)
        text = fixCharacterWidth(text)
        text = uncurlQuotes(text)
        text = fixLineBreaks(text)
        text = removeTerminalEscapes(text)
        text = removeControlCharacters(text)
        return composed(text)
    }
}

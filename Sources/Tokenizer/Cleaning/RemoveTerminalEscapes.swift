extension TextCleaning {
    /// `ftfy.fixes.remove_terminal_escapes`: drops what colours a terminal, such as `ESC [ 1 ; 31 m`.
    static func removeTerminalEscapes(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("\u{1B}") else { return text }
        var kept: [Unicode.Scalar] = []
        kept.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if let end = endOfTerminalEscape(text, at: index) {
                index = end
            } else {
                kept.append(text[index])
                index += 1
            }
        }
        return kept
    }

    private static func endOfTerminalEscape(_ text: [Unicode.Scalar], at index: Int) -> Int? {
        guard text[index] == "\u{1B}", text[(index + 1)...].first == "[" else { return nil }
        let letter = text[(index + 2)...].firstIndex { $0 != ";" && !$0.isPythonDigit }
        guard let letter, text[letter].isLatinLetter else { return nil }
        return letter + 1
    }
}

extension TextCleaning {
    /// `ftfy.fixes.fix_character_width`: fullwidth Latin and halfwidth Katakana and Hangul become ordinary.
    static func fixCharacterWidth(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replacing(widths, in: text)
    }

    private static let widths = TableText.replacements(WidthData.replacements)
}

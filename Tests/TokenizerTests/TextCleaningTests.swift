import Testing

@testable import Tokenizer

/// Texts after ftfy 6.3.1, `html.unescape` and `str.lower`, as the original's Python gives them.
struct TextCleaningTests {
    private func clean(_ text: String) -> String {
        TextCleaning.string(TextCleaning.clean(text)[...])
    }

    @Test(arguments: [
        // Entities, resolved by ftfy only before the first line with a `<`
        ("P&EACUTE;REZ &nTILDE; &#59;", "pérez &ntilde; ;"), ("&am&#112;;lt;", "<"),
        ("&notit; &notin;", "¬it; ∉"),
        ("&am&#000000000000000000000112;;lt;", "<"), ("<&NTILDE;", "<&ntilde;"),
        ("&#x80;&#128;&#0;", "€€\u{FFFD}"), ("&#xFFFE;&#1;x", "x"),
        // Mojibake
        ("schÃ¶n", "schön"), ("Ã la mode", "à la mode"), ("schÃƒÂ¶n", "schön"),
        ("â€œx â€\u{FFFD}", "\"x \u{FFFD}"),
        ("РџСЂРёРІРµС‚", "привет"), ("Ð¿Ñ€Ð¸", "при"), ("ж Ã¶ ж Ã¶", "ж ö ж ö"), ("Ã©À\n", "é"),
        ("\u{ED}\u{A0}\u{BD}\u{ED}\u{B8}\u{8D}", "😍"),
        // Characters
        ("ﬁ ﬆ Ǆ", "fi st dž"), ("ＦＵＬＬ　ｶﾞ", "full ガ"), ("“a” ‘b’", "\"a\" 'b'"), ("a\u{2028}b\r\nc", "a b c"),
        ("\u{1B}[1;31mred\u{1B}[0m", "red"), ("a\u{FEFF}\u{0}b", "ab"), ("e\u{301}", "é"),
        ("a\u{305}\u{301}", "a\u{305}\u{301}"), ("a\u{323}\u{301}", "\u{1EA1}\u{301}"),
        ("\u{1112}\u{1161}\u{11AB}", "한"),
        // Small letters
        ("İI", "i\u{307}i"), ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"), ("ΑΣ\u{301}Α Σ", "ασ\u{301}α σ"),
    ])
    func aTextIsCleanedAsInTheOriginal(text: String, cleaned: String) {
        #expect(clean(text).unicodeScalars.elementsEqual(cleaned.unicodeScalars), "\(clean(text))")
    }

    /// Each part, repeated, takes ftfy or a simple loop time that grows with the square of the length.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (["&", "amp;"], "&"), (["", "&#5", ";"], ""), (["a", "\u{323}\u{301}"], nil),
            (["", "\u{1B}[1"], nil), (["", "aΣ'"], nil),
        ])
    func aTextMadeToTakeLongDoesNot(parts: [String], cleaned: String?) {
        let ours = clean(parts[0] + parts.dropFirst().map { String(repeating: $0, count: 10_000) }.joined())
        if let cleaned { #expect(ours == cleaned) }
    }

    @Test func repairsEndWhenTheirBudgetIsUsedUp() {
        // Each round makes one character of the first two, so that there are as many rounds as characters.
        let text = Array(("Ã" + String(repeating: "\u{83}", count: 1000)).unicodeScalars)
        #expect(TextCleaning.fixText(text).count == 1)
        let left = TextCleaning.fixText(text, within: RepairBudget(codePoints: 100_000))
        #expect((2..<1000).contains(left.count))
    }
}

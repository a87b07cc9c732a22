extension TextCleaning {
    /// `ftfy.fixes.fix_latin_ligatures`: ligatures and digraphs of Latin letters become the letters.
    static func fixLatinLigatures(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        replacing(ligatures, in: text)
    }

    /// `LIGATURES` of `ftfy.chardata`.
    private static let ligatures: [Unicode.Scalar: [Unicode.Scalar]] = [
        "\u{132}": ["I", "J"], "\u{133}": ["i", "j"],
        "\u{149}": ["\u{2BC}", "n"],
        "\u{1F1}": ["D", "Z"], "\u{1F2}": ["D", "z"], "\u{1F3}": ["d", "z"],
        "\u{1C4}": ["D", "\u{17D}"], "\u{1C5}": ["D", "\u{17E}"], "\u{1C6}": ["d", "\u{17E}"],
        "\u{1C7}": ["L", "J"], "\u{1C8}": ["L", "j"], "\u{1C9}": ["l", "j"],
        "\u{1CA}": ["N", "J"], "\u{1CB}": ["N", "j"], "\u{1CC}": ["n", "j"],
        "\u{FB00}": ["f", "f"], "\u{FB01}": ["f", "i"], "\u{FB02}": ["f", "l"],
        "\u{FB03}": ["f", "f", "i"], "\u{FB04}": ["f", "f", "l"],
        "\u{FB05}": ["\u{17F}", "t"], "\u{FB06}": ["s", "t"],
    ]
}

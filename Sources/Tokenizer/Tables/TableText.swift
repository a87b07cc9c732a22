/// Reads the tables in this folder: words, apart by white space, of hexadecimal code points.
enum TableText {
    /// Code points, such as `C5`, `C5+CA` or `C5-CA`, apart by a character.
    static func scalars(_ word: Substring, apart separator: Character = "+") -> [Unicode.Scalar] {
        word.split(separator: separator).compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
    }

    /// A list of code points.
    static func list(_ text: String) -> [Unicode.Scalar] {
        words(text).flatMap { scalars($0) }
    }

    /// Ranges, such as `41-5A`, or `AA` for one alone.
    static func ranges(_ text: String) -> [ClosedRange<Unicode.Scalar>] {
        words(text).compactMap { word in
            let ends = scalars(word, apart: "-")
            guard let first = ends.first, let last = ends.last else { return nil }
            return first...last
        }
    }

    /// What stands before and after each equals sign, such as `C5=41+30A`.
    static func pairs(_ text: String) -> [(key: Substring, value: [Unicode.Scalar])] {
        words(text).compactMap { word in
            let parts = word.split(separator: "=")
            guard parts.count == 2 else { return nil }
            return (parts[0], scalars(parts[1]))
        }
    }

    /// The same where a single code point stands before each equals sign.
    static func replacements(_ text: String) -> [Unicode.Scalar: [Unicode.Scalar]] {
        var replacements: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for (key, value) in pairs(text) {
            for scalar in scalars(key) { replacements[scalar] = value }
        }
        return replacements
    }

    private static func words(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isWhitespace)
    }
}

extension TextCleaning {
    /// `str.lower()` of CPython 3.11, with the special cases of `İ` and of a sigma that ends a word.
    static func lowercase(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var lower: [Unicode.Scalar] = []
        lower.reserveCapacity(text.count)
        for (index, scalar) in text.enumerated() {
            if scalar.isASCII {
                lower.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
            } else if scalar == "Σ" {
                lower.append(isFinalSigma(at: index, in: text) ? "ς" : "σ")
            } else if scalar.isInPython {
                lower.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            } else {
                lower.append(scalar)
            }
        }
        return lower
    }

    /// Whether there is a letter with case in front and none behind, past what is case-ignorable.
    private static func isFinalSigma(at index: Int, in text: [Unicode.Scalar]) -> Bool {
        guard let before = text[..<index].last(where: { !$0.isPythonCaseIgnorable }), before.isPythonCased
        else { return false }
        guard let after = text[(index + 1)...].first(where: { !$0.isPythonCaseIgnorable }) else {
            return true
        }
        return !after.isPythonCased
    }
}

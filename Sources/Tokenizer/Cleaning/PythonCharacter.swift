/// What CPython 3.11 says of a code point: Unicode 14.0, whatever the standard library here knows.
extension Unicode.Scalar {
    /// Whether Unicode 14.0 has the character; to CPython all others are unassigned.
    var isInPython: Bool {
        isASCII || (properties.age.map { $0.major <= 14 } ?? false)
    }

    /// `str.isspace`, also `\s` of `re`: `White_Space` and the four separators of ASCII.
    var isPythonSpace: Bool {
        properties.isWhitespace || (0x1C...0x1F).contains(value)
    }

    /// `\w` of `re`: letters, everything with a numeric value, and the underscore.
    var isPythonWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: isInPython
        default: self == "_" || (properties.numericType != nil && isInPython)
        }
    }

    /// `\d` of `re`.
    var isPythonDigit: Bool {
        properties.numericType == .decimal && isInPython
    }

    /// Whether final sigma takes it for a letter with case; only where it is not case-ignorable.
    var isPythonCased: Bool {
        // U+0295 was a lowercase letter until Unicode 14.0.
        (properties.isCased && isInPython) || value == 0x295
    }

    /// Whether final sigma looks past it.
    var isPythonCaseIgnorable: Bool {
        // U+1171E was a nonspacing mark until Unicode 14.0.
        (properties.isCaseIgnorable && isInPython) || value == 0x1171E
    }

    /// `unicodedata.combining`.
    var pythonCombiningClass: UInt8 {
        isInPython ? properties.canonicalCombiningClass.rawValue : 0
    }

    /// Whether it is one of A to Z and a to z.
    var isLatinLetter: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self)
    }
}

/// The rules of `BADNESS_RE` in `ftfy.badness` that name characters, and begin with one outside ASCII.
enum MojibakeSequences {
    /// Whether one of them applies at the start of a text that may be the end of a longer one.
    static func matches(
        _ text: ArraySlice<Unicode.Scalar>, _ classes: ArraySlice<MojibakeClass>, isStart: Bool
    ) -> Bool {
        guard let first = text.first, let firstClass = classes.first else { return false }
        let next = Array(text.dropFirst().prefix(6))
        let nextClasses = Array(classes.dropFirst().prefix(3))
        guard let second = next.first, let secondClass = nextClasses.first else { return false }
        if isPair(first, second, secondClass, isStart: isStart) { return true }
        if firstClass.contains(.upperAccented), second == "°" { return true }
        if firstClass.contains(.endPunctuation), second == "Â", next.count > 1 {
            if next[1] == " " || !nextClasses[1].isDisjoint(with: punctuation) { return true }
        }
        return isLonger(first, next, nextClasses)
    }

    private static let punctuation: MojibakeClass = [.startPunctuation, .endPunctuation]

    /// Seconds that make mojibake of a first character, by the first.
    private static let seconds: [Unicode.Scalar: Set<Unicode.Scalar>] = {
        let latin = "€œŠš¢£Ÿž\u{A0}\u{AD}®©°·»–—´"
        let pairs: [(firsts: String, seconds: String)] = [
            // Windows-1252
            ("ÂÎÐ", latin), ("Ã", latin + "¡"), ("×", "²³"), ("à", "²µ¹¼½¾"),
            // MacRoman
            ("√", "±∂†≠®™´≤≥¥µø"), ("≈", "°¢"),
            // Windows-1251 and Windows-1257
            ("в", "Ђ"), ("ā", "€"),
        ]
        var seconds: [Unicode.Scalar: Set<Unicode.Scalar>] = [:]
        for pair in pairs {
            for first in pair.firsts.unicodeScalars { seconds[first] = Set(pair.seconds.unicodeScalars) }
        }
        return seconds
    }()

    private static func isPair(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar, _ secondClass: MojibakeClass, isStart: Bool
    ) -> Bool {
        switch first {
        case "Œ", "œ":
            return !second.isLatinLetter
        case "Â", "Ã", "Î", "Ð":
            if !secondClass.isDisjoint(with: punctuation) { return true }
            if isStart, first == "Ã" || first == "Â", second == " " { return true }
        default: break
        }
        return seconds[first]?.contains(second) ?? false
    }

    /// The rules of three characters and more.
    private static func isLonger(
        _ first: Unicode.Scalar, _ next: [Unicode.Scalar], _ classes: [MojibakeClass]
    ) -> Bool {
        guard next.count >= 2 else { return false }
        switch first {
        case "Ø", "Ù":
            return next.count >= 3 && isArabic(next[0], classes[0]) && (next[1] == "Ø" || next[1] == "Ù")
                && isArabic(next[2], classes[2])
        case "‚":
            if next[0] == "Ä" { return "ìîïòôúùû†°¢π".unicodeScalars.contains(next[1]) }
            return (next[0] == "â" || next[0] == "ó") && "àä°ê".unicodeScalars.contains(next[1])
        case "β":
            return next[0] == "€" && "™\u{A0}Ά\u{AD}®°".unicodeScalars.contains(next[1])
        case "В", "Г", "Р", "С":
            if first == "Г", isDoubled(next) { return true }
            return "ВГРС".unicodeScalars.contains(next[1])
                && (isBetweenCapitals(classes[0]) || next[0] == "°" || next[0] == "µ")
        case "Β", "Γ", "Ξ", "Ο":
            return "ΒΓΞΟ".unicodeScalars.contains(next[1])
                && (isBetweenCapitals(classes[0]) || next[0] == "°")
        default: return false
        }
    }

    /// What may follow the first byte of an Arabic letter in Windows-1252.
    private static func isArabic(_ scalar: Unicode.Scalar, _ scalarClass: MojibakeClass) -> Bool {
        !scalarClass.isDisjoint(with: [.common, .currency, .bad, .numeric, .startPunctuation])
            || "ŸŠ®°µ»".unicodeScalars.contains(scalar)
    }

    private static func isBetweenCapitals(_ scalarClass: MojibakeClass) -> Bool {
        !scalarClass.isDisjoint(with: [.c1, .bad, .startPunctuation, .endPunctuation, .currency])
    }

    /// Windows-1251 on top of Latin-1, beside a Latin letter.
    private static func isDoubled(_ next: [Unicode.Scalar]) -> Bool {
        next.count == 6 && next.prefix(4).elementsEqual("ўВЂВ".unicodeScalars) && next[4] != "\n"
            && (next[5].isLatinLetter || next[5] == " ")
    }
}

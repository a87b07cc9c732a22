/// `ftfy.badness.is_bad`: whether characters stand beside each other as hardly anything but mojibake has them.
///
/// Each rule is a line of `BADNESS_RE` there.
enum Badness {
    /// Whether any rule applies anywhere in a text, given the classes of its characters.
    static func isBad(_ text: [Unicode.Scalar], _ classes: [MojibakeClass]) -> Bool {
        text.indices.contains(where: { index in
            let scalar = text[index]
            if scalar.isASCII {
                return index + 1 < text.count && !text[(index + 1)...].prefix(2).allSatisfy(\.isASCII)
                    && startsAtASCII(text, classes, index)
            }
            return isUnlikelyPair(classes, index) || isUnlikelyTriple(text, classes, index)
                || MojibakeSequences.matches(text[index...], classes[index...], isStart: index == 0)
        })
    }

    /// All classes that stand neither in words nor between them.
    private static let odd: MojibakeClass = [
        .lowerAccented, .upperAccented, .box, .startPunctuation, .endPunctuation, .currency, .numeric, .law,
    ]

    /// Pairs of classes.
    private static let pairs: [(MojibakeClass, MojibakeClass)] = [
        (odd.union(.bad), .bad),
        (.bad, odd),
        ([.lowerAccented, .lowerCommon, .box, .endPunctuation, .currency, .numeric], .upperAccented),
        ([.box, .endPunctuation, .currency, .numeric], .lowerAccented),
        ([.lowerAccented, .box, .endPunctuation], .currency),
        ([.upperAccented, .box], [.numeric, .law]),
        ([.currency, .numeric, .box], .startPunctuation),
        (.box, .kaomoji),
        (
            [
                .lowerAccented, .upperAccented, .currency, .numeric, .startPunctuation, .endPunctuation, .law,
            ], .box
        ),
        (.box, .endPunctuation),
    ]

    private static func isUnlikelyPair(_ classes: [MojibakeClass], _ index: Int) -> Bool {
        if classes[index].contains(.c1) { return true }
        guard !classes[index].isEmpty, index + 1 < classes.count, !classes[index + 1].isEmpty else {
            return false
        }
        let (first, second) = (classes[index], classes[index + 1])
        return pairs.contains { !first.isDisjoint(with: $0) && !second.isDisjoint(with: $1) }
    }

    private static func isUnlikelyTriple(
        _ text: [Unicode.Scalar], _ classes: [MojibakeClass], _ index: Int
    ) -> Bool {
        guard index + 2 < text.count else { return false }
        let (first, second, third) = (classes[index], classes[index + 1], classes[index + 2])
        let accented: MojibakeClass = [.lowerAccented, .upperAccented]
        if second.contains(.startPunctuation), third.contains(.numeric),
            !first.isDisjoint(with: accented.union([.box, .currency, .endPunctuation]))
        {
            return true
        }
        if second.contains(.endPunctuation), third.contains(.startPunctuation),
            !first.isDisjoint(with: accented.union([.currency, .numeric, .box, .law]))
        {
            return true
        }
        if !first.isDisjoint(with: accented), !second.isDisjoint(with: [.startPunctuation, .endPunctuation]),
            text[index + 2].isPythonWord
        {
            return true
        }
        return second.contains(.upperAccented) && third.contains(.currency) && text[index].isPythonSpace
    }

    /// The rules that begin with a letter, a punctuation mark or a space of ASCII.
    private static func startsAtASCII(
        _ text: [Unicode.Scalar], _ classes: [MojibakeClass], _ index: Int
    ) -> Bool {
        let next = text[(index + 1)...].prefix(3)
        let nextClasses = classes[(index + 1)...].prefix(3)
        guard let second = next.first, let secondClass = nextClasses.first else { return false }
        let third = next.dropFirst().first
        let thirdClass = nextClasses.dropFirst().first ?? []
        let scalar = text[index]
        let isSmall = ("a"..."z").contains(scalar)
        if scalar.isLatinLetter, !secondClass.isDisjoint(with: [.lowerCommon, .upperCommon]),
            thirdClass.contains(.bad)
        {
            return true
        }
        if secondClass.contains(.upperAccented) {
            if scalar.isPythonSpace, thirdClass.contains(.currency) { return true }
            if isSmall, !thirdClass.isDisjoint(with: [.startPunctuation, .currency]) { return true }
        }
        if isSmall {
            let word = second.isPythonSpace ? next.dropFirst() : next
            if let letter = word.first, letter == "Ã" || letter == "Â", word.dropFirst().first == " " {
                return true
            }
        }
        guard isSmall || ".,?!".unicodeScalars.contains(scalar), second == "Â" else { return false }
        return third == " " || !thirdClass.isDisjoint(with: [.startPunctuation, .endPunctuation])
    }
}

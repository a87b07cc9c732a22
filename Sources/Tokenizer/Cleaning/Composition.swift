extension TextCleaning {
    /// `unicodedata.normalize("NFC", text)` of CPython 3.11: letters and marks joined where one character has
    /// both.
    ///
    /// The standard library has NFC only behind an underscore, and of a newer Unicode.
    static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        // No character before U+0300 combines with one in front of it, or decomposes for good.
        guard text.contains(where: { $0.value >= 0x300 }) else { return text }
        var marked: [Marked] = []
        marked.reserveCapacity(text.count)
        for scalar in text { appendDecomposition(of: scalar, to: &marked) }
        orderMarks(&marked)
        return compose(marked)
    }

    /// A character with its canonical combining class, which is 0 for all but marks.
    private struct Marked {
        let scalar: Unicode.Scalar
        let combiningClass: UInt8
    }

    private static let compositions = TableText.replacements(CompositionData.compositions)
    private static let decompositions = compositions.merging(
        TableText.replacements(CompositionData.decompositions)
    ) { first, _ in first }

    private struct Pair: Hashable {
        let first: Unicode.Scalar
        let second: Unicode.Scalar
    }

    private static let composites: [Pair: Unicode.Scalar] = {
        var composites: [Pair: Unicode.Scalar] = [:]
        for (composite, parts) in compositions {
            if let first = parts.first, let second = parts.last, parts.count == 2 {
                composites[Pair(first: first, second: second)] = composite
            }
        }
        return composites
    }()

    private static func appendDecomposition(of scalar: Unicode.Scalar, to marked: inout [Marked]) {
        if let parts = HangulSyllable.decomposition(scalar) ?? decompositions[scalar] {
            for part in parts { appendDecomposition(of: part, to: &marked) }
        } else {
            let combiningClass = scalar.value < 0x300 ? 0 : scalar.pythonCombiningClass
            marked.append(Marked(scalar: scalar, combiningClass: combiningClass))
        }
    }

    /// Sorts each run of marks by their classes, marks of one class in the order they have.
    private static func orderMarks(_ marked: inout [Marked]) {
        var start = 0
        while start < marked.count {
            let end = marked[start...].firstIndex { $0.combiningClass == 0 } ?? marked.count
            if end - start > 1 {
                let sorted = marked[start..<end].enumerated().sorted {
                    ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
                }
                marked.replaceSubrange(start..<end, with: sorted.map(\.element))
            }
            start = end + 1
        }
    }

    /// Joins each character with the last one that is no mark, unless a mark of the same or a higher class is
    /// between them.
    private static func compose(_ marked: [Marked]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(marked.count)
        var starter: Int?
        var lastClass: UInt8 = 0
        for next in marked {
            if let starter, lastClass < next.combiningClass || starter == result.count - 1,
                let composite = composite(result[starter], next.scalar)
            {
                result[starter] = composite
                continue
            }
            if next.combiningClass == 0 { starter = result.count }
            lastClass = next.combiningClass
            result.append(next.scalar)
        }
        return result
    }

    private static func composite(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if first.isASCII, second.isASCII { return nil }
        return HangulSyllable.composition(first, second) ?? composites[Pair(first: first, second: second)]
    }
}

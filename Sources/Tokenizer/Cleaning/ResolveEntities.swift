extension TextCleaning {
    /// Letters and digits of the longest name that ftfy looks at: `HTML_ENTITY_RE` of `ftfy.chardata`.
    private static let longestName = 24

    /// `ftfy.fixes.unescape_html`: each reference to a character that ends with a semicolon.
    static func resolveEntities(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("&") else { return text }
        var resolved: [Unicode.Scalar] = []
        resolved.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == "&", let (value, length) = entity(behindAmpersand: text[(index + 1)...]) {
                resolved += value
                index += 1 + length
            } else {
                resolved.append(text[index])
                index += 1
            }
        }
        return resolved
    }

    /// The same again and again until nothing changes, in one pass; nil where other repairs could interfere,
    /// which is where there is anything but plain ASCII, or comes out.
    ///
    /// No reference overlaps another, so that the order in which they are resolved does not matter. Each is
    /// resolved as soon as its semicolon is there, which may be what another one stood for.
    static func resolvePlainEntities(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        guard isPlain(text) else { return nil }
        guard text.contains("&") else { return text }
        var resolved: [Unicode.Scalar] = []
        resolved.reserveCapacity(text.count)
        var waiting: [Unicode.Scalar] = []
        for scalar in text {
            waiting.append(scalar)
            while let next = waiting.popLast() {
                resolved.append(next)
                guard next == ";",
                    let ampersand = resolved.suffix(longestName + 3).lastIndex(of: "&"),
                    let (value, _) = entity(behindAmpersand: resolved[(ampersand + 1)...])
                else { continue }
                guard isPlain(value) else { return nil }
                resolved.removeSubrange(ampersand...)
                waiting += value.reversed()
            }
        }
        return resolved
    }

    /// What is referred to, and the code points that it takes with its semicolon.
    private static func entity(
        behindAmpersand text: ArraySlice<Unicode.Scalar>
    ) -> (value: [Unicode.Scalar], length: Int)? {
        let isNumber = text.first == "#"
        let name = text.dropFirst(isNumber ? 1 : 0).prefix(longestName + 1)
            .prefix { $0.isLatinLetter || ("0"..."9").contains($0) }
        guard (1...longestName).contains(name.count), text[name.endIndex...].first == ";" else { return nil }
        let length = name.endIndex + 1 - text.startIndex
        guard isNumber else {
            let name = string(name)
            return (EntityTable.closed[name] ?? EntityTable.upperCase[name]).map { ($0, length) }
        }
        // ftfy takes a semicolon in what comes out for one that was left over.
        guard let number = NumericReference(at: text), number.length == length - 1,
            !number.character.contains(";")
        else { return nil }
        return (number.character, length)
    }

    /// Code points as a string, to look it up.
    static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var string = String.UnicodeScalarView()
        string.append(contentsOf: scalars)
        return String(string)
    }
}

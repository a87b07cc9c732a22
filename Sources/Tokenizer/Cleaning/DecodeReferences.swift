extension TextCleaning {
    /// Code points of the longest name that `html.unescape` looks at.
    private static let longestName = 32

    /// `html.unescape` of CPython: references to characters as browsers read them, also some without semicolon.
    static func decodeReferences(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("&") else { return text }
        var decoded: [Unicode.Scalar] = []
        decoded.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == "&", let (value, length) = reference(behindAmpersand: text[(index + 1)...]) {
                decoded += value
                index += 1 + length
            } else {
                decoded.append(text[index])
                index += 1
            }
        }
        return decoded
    }

    /// What is referred to, and the code points that it takes with its semicolon, if it has one.
    private static func reference(
        behindAmpersand text: ArraySlice<Unicode.Scalar>
    ) -> (value: [Unicode.Scalar], length: Int)? {
        if let number = NumericReference(at: text) {
            let isClosed = text.dropFirst(number.length).first == ";"
            return (number.character, number.length + (isClosed ? 1 : 0))
        }
        let name = text.prefix(longestName).prefix { $0.isLatinLetter || ("0"..."9").contains($0) }
        if text[name.endIndex...].first == ";", let value = EntityTable.closed[string(name)] {
            return (value, name.count + 1)
        }
        // The longest name that the text begins with.
        for length in stride(from: min(name.count, EntityTable.longestOpenName), to: 1, by: -1) {
            if let value = EntityTable.open[string(name.prefix(length))] { return (value, length) }
        }
        return nil
    }
}

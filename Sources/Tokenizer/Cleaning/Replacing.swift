extension TextCleaning {
    /// The text with each character that has a replacement replaced by it: `str.translate`.
    static func replacing(
        _ replacements: [Unicode.Scalar: [Unicode.Scalar]], in text: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        // None of the tables replaces anything in ASCII.
        guard text.contains(where: { !$0.isASCII && replacements[$0] != nil }) else { return text }
        var replaced: [Unicode.Scalar] = []
        replaced.reserveCapacity(text.count)
        for scalar in text {
            if !scalar.isASCII, let replacement = replacements[scalar] {
                replaced += replacement
            } else {
                replaced.append(scalar)
            }
        }
        return replaced
    }
}

extension TextCleaning {
    /// `ftfy.fixes.fix_line_breaks`: every way to end a line becomes a line feed.
    static func fixLineBreaks(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var fixed: [Unicode.Scalar] = []
        fixed.reserveCapacity(text.count)
        var previous: Unicode.Scalar?
        for scalar in text {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\r", "\u{85}", "\u{2028}", "\u{2029}": fixed.append("\n")
            default: fixed.append(scalar)
            }
            previous = scalar
        }
        return fixed
    }
}

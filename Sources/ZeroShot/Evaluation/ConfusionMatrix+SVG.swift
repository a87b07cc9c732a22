import ByteIO

extension ConfusionMatrix {
    /// The matrix as an image: a row for each true label, a column for what pictures were taken for, darker the larger
    /// the share of the row.
    ///
    /// What is right lies on the diagonal, in blue; the rest is red.
    ///
    /// Well-formed XML 1.0 whatever the names are, and at most 2,100 pixels wide.
    ///
    /// - Parameter names: of the labels; they are written beside the rows where there are at most 100. A label without
    ///   one has its number.
    public func svg(names: [String]) -> String {
        let cell = labelCount <= 100 ? 18 : max(1, 1800 / labelCount)
        let isNamed = labelCount <= 100
        let name: (Int) -> String = { Self.text(names.indices.contains($0) ? names[$0] : "\($0)") }
        let longest = isNamed ? (0..<labelCount).map { name($0).unicodeScalars.count }.max() ?? 0 : 0
        let margin = 20 + 7 * min(Self.shownLength, longest)
        let side = cell * labelCount
        let size = margin + side + 20
        // With more labels than pixels the coordinates go on, and the image is scaled down.
        let shown = min(size, 2100)
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(shown)\" height=\"\(shown)\" "
                + "viewBox=\"0 0 \(size) \(size)\" font-family=\"sans-serif\" font-size=\"11\">",
            "<rect width=\"\(size)\" height=\"\(size)\" fill=\"white\"/>",
            "<rect x=\"\(margin)\" y=\"\(margin)\" width=\"\(side)\" height=\"\(side)\" fill=\"#f4f4f4\"/>",
        ]
        for label in 0..<labelCount {
            let y = margin + label * cell
            let total = total(of: label)
            for (taken, count) in row(label) {
                let share = Double(count) / Double(max(1, total))
                let x = margin + taken * cell
                lines.append(
                    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(cell)\" height=\"\(cell)\" "
                        + "fill=\"\(taken == label ? "#1f5fbf" : "#c22f2f")\" fill-opacity=\"\(Self.opacity(share))\">"
                        + "<title>\(Self.escaped(name(label))) taken for \(Self.escaped(name(taken))): "
                        + "\(count) of \(total)</title></rect>")
            }
            guard isNamed else { continue }
            let shortName = Self.escaped(String(name(label).unicodeScalars.prefix(Self.shownLength)))
            let middle = cell / 2 + 4
            lines.append(
                "<text x=\"\(margin - 6)\" y=\"\(y + middle)\" text-anchor=\"end\">\(shortName)</text>")
            lines.append(
                "<text transform=\"translate(\(y + middle),\(margin - 6)) rotate(-90)\">\(shortName)</text>")
        }
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// Two digits; the smallest share can still be seen.
    private static func opacity(_ share: Double) -> String {
        let hundredths = Int((12 + 88 * share).rounded())
        return hundredths >= 100 ? "1" : "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
    }

    /// Characters of a name that stand beside a row.
    private static let shownLength = 40

    /// The beginning of a name in characters that XML 1.0 allows (section 2.2); controls and what is no character are
    /// written as `\u{…}`.
    private static func text(_ name: String) -> String {
        escapingControlCharacters(String(name.unicodeScalars.prefix(200)))
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension ConfusionMatrix {
    /// The matrix as a picture: a row for each true label, a column for what pictures were taken for, darker the larger
    /// the share of the row.
    ///
    /// What is right lies on the diagonal, in blue; the rest is red.
    ///
    /// - Parameter names: of the labels; they are written beside the rows where there are at most 100.
    public func svg(names: [String]) -> String {
        let cell = labelCount <= 100 ? 18 : max(1, 1800 / labelCount)
        let isNamed = labelCount <= 100
        let margin = isNamed ? 20 + 7 * min(40, names.map(\.count).max() ?? 0) : 20
        let side = cell * labelCount
        let size = margin + side + 20
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size)\" height=\"\(size)\" "
                + "font-family=\"sans-serif\" font-size=\"11\">",
            "<rect width=\"\(size)\" height=\"\(size)\" fill=\"white\"/>",
            "<rect x=\"\(margin)\" y=\"\(margin)\" width=\"\(side)\" height=\"\(side)\" fill=\"#f4f4f4\"/>",
        ]
        for label in 0..<labelCount {
            let y = margin + label * cell
            for (taken, count) in row(label) {
                let share = Double(count) / Double(max(1, total(of: label)))
                let x = margin + taken * cell
                lines.append(
                    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(cell)\" height=\"\(cell)\" "
                        + "fill=\"\(taken == label ? "#1f5fbf" : "#c22f2f")\" fill-opacity=\"\(Self.opacity(share))\">"
                        + "<title>\(Self.escaped(names[label])) taken for \(Self.escaped(names[taken])): "
                        + "\(count) of \(total(of: label))</title></rect>")
            }
            guard isNamed else { continue }
            let name = Self.escaped(String(names[label].prefix(40)))
            let middle = cell / 2 + 4
            lines.append("<text x=\"\(margin - 6)\" y=\"\(y + middle)\" text-anchor=\"end\">\(name)</text>")
            lines.append(
                "<text transform=\"translate(\(y + middle),\(margin - 6)) rotate(-90)\">\(name)</text>")
        }
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// Two digits; the smallest share can still be seen.
    private static func opacity(_ share: Double) -> String {
        let hundredths = Int((12 + 88 * share).rounded())
        return hundredths >= 100 ? "1" : "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}

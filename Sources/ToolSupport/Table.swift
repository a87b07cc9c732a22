import ByteIO

/// Columns that align, for a terminal and for `column`, `awk` and eyes.
package struct Table {
    /// How a column's cells stand in it.
    package enum Alignment: Sendable {
        case left
        case right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// A table of as many columns, without rows.
    package init(_ alignments: Alignment...) {
        self.alignments = alignments
    }

    /// Adds a row; control characters of its cells are escaped.
    package mutating func add(_ cells: String...) {
        add(cells)
    }

    /// Adds a row of cells that are at hand as a list.
    package mutating func add(_ cells: [String]) {
        rows.append(cells.map(escapingControlCharacters))
    }

    /// The rows, each a line with its line feed, columns two spaces apart.
    package var text: String {
        var widths = [Int](repeating: 0, count: alignments.count)
        for row in rows {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            let cells = zip(row, zip(alignments, widths)).map { cell, layout in
                let padding = String(repeating: " ", count: layout.1 - cell.count)
                return layout.0 == .left ? cell + padding : padding + cell
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}

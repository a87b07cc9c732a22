public import ByteIO

extension LabelSet {
    /// The labels of a file: one a line, `name` or `id<TAB>name`.
    ///
    /// - Throws: what opening the file throws, and as `TextLines` and `init(_:)`, with the line's number.
    public init(path: FilePath) throws(FileError) {
        try self.init(parsing: TextLines.contents(of: path), path: path)
    }

    init(parsing bytes: [UInt8], path: FilePath) throws(FileError) {
        do throws(FileError) {
            var labels: [Label] = []
            for line in try TextLines(bytes).lines {
                let cells = line.text.split(separator: "\t", omittingEmptySubsequences: false)
                    .map(TextLines.trimmed)
                guard cells.count <= 2 else {
                    throw FileError(
                        .malformed, at: "line \(line.number)", found: "it has \(cells.count - 1) tabs",
                        allowed: "a name, or an id, a tab and a name")
                }
                labels.append(cells.count == 2 ? Label(cells[1], id: cells[0]) : Label(cells[0]))
            }
            try self.init(labels)
        } catch {
            throw error.inFile(path)
        }
    }

    /// Labels written beside one another: `cat, dog, red panda`.
    ///
    /// - Throws: as `init(_:)`.
    public init(separatedByCommas text: String) throws(FileError) {
        try self.init(
            text.split(separator: ",", omittingEmptySubsequences: false).map { Label(TextLines.trimmed($0)) })
    }
}

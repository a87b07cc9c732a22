public import ByteIO

extension LabelSet {
    /// The labels of a file: one a line, `name` or `id<TAB>name`.
    ///
    /// - Throws: what opening the file throws, and as `TextLines` and `init(_:)`, with the line's number.
    public init(path: FilePath) throws(FileError) {
        try self.init(parsing: TextLines.contents(of: path), path: path)
    }

    /// The labels of a file's bytes; throws as `init(path:)`.
    package init(parsing bytes: [UInt8], path: FilePath) throws(FileError) {
        var budget = WorkBudget.forList(ofBytes: bytes.count)
        try self.init(parsing: bytes, path: path, &budget)
    }

    init(parsing bytes: [UInt8], path: FilePath, _ budget: inout WorkBudget) throws(FileError) {
        do throws(FileError) {
            var lines = TextLines(bytes)
            var labels: [Label] = []
            while let line = try lines.next(&budget) {
                let cells = line.bytes.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
                    .map(TextLines.trimmed)
                guard cells.count <= 2 else {
                    throw FileError(
                        .malformed, at: "line \(line.number)", found: "it has more than one tab",
                        allowed: "a name, or an id, a tab and a name")
                }
                try Self.requireAllowed(count: labels.count + 1)
                try budget.charge(1, .nodes, for: "a list of labels")
                try budget.charge(
                    MemoryLayout<Label>.stride + line.bytes.count, .bytes, for: "a list of labels")
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
            text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { Label(TextLines.trimmed($0)) })
    }
}

package import ByteIO

/// A list of texts or paths, a line each, as it arrives.
///
/// Among texts blank lines are skipped, a byte order mark at the start and carriage returns at the ends of lines are
/// dropped. A path may have any bytes, so that only empty lines are skipped.
package struct TextList {
    /// What is listed.
    package enum Content: Sendable {
        case texts
        /// Paths that end with this byte, a line feed or NUL.
        case paths(separator: UInt8)
    }

    private var reader: RecordReader
    private let content: Content
    /// A line that says something, and has been read ahead.
    private var ahead: RecordReader.Record?
    /// Lines that have been read, blank ones too.
    package private(set) var lineNumber = 0

    /// The list in a file, `-` for standard input.
    ///
    /// - Parameter limit: bytes of the longest line that is kept whole.
    /// - Throws: what opening the file throws.
    package init(path: FilePath, of content: Content = .texts, limit: Int) throws(FileError) {
        self.content = content
        let separator = if case .paths(let separator) = content { separator } else { UInt8(ascii: "\n") }
        reader = try RecordReader(path: path, separator: separator, limit: limit)
    }

    /// The next line that is not blank, or nil at the end.
    package mutating func next() throws(FileError) -> RecordReader.Record? {
        if let ahead {
            self.ahead = nil
            return ahead
        }
        while let record = try reader.next() {
            if let line = line(record) { return line }
        }
        return nil
    }

    /// Whether `next()` returns at once: a line that says something has arrived whole, or the end.
    ///
    /// False too behind many blank lines, which may go on for ever.
    package mutating func isReady() throws(FileError) -> Bool {
        for _ in 0..<Self.blankLinesAhead where ahead == nil {
            guard try reader.isReady() else { return false }
            guard let record = try reader.next() else { return true }
            ahead = line(record)
        }
        return ahead != nil
    }

    private static let blankLinesAhead = 1 << 12

    /// A line as it is meant; nil for a blank one.
    private mutating func line(_ record: RecordReader.Record) -> RecordReader.Record? {
        lineNumber += 1
        guard case .texts = content else { return record.bytes.isEmpty && !record.isCut ? nil : record }
        var line = record
        if lineNumber == 1, line.bytes.starts(with: Self.byteOrderMark) {
            line.bytes.removeFirst(Self.byteOrderMark.count)
        }
        if !line.isCut, line.bytes.last == 0x0D { line.bytes.removeLast() }
        let isBlank = line.bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        return isBlank && !line.isCut ? nil : line
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

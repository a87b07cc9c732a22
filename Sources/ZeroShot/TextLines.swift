import ByteIO

/// The lines of a text file that say something, one after another: blank ones are skipped, and cost nothing but the look
/// at their bytes.
///
/// A line ends with a line feed, which may have a carriage return before it; the last one needs no end. A byte order mark
/// at the start is dropped.
struct TextLines {
    struct Line {
        /// UTF-8 without control characters but tabs.
        let bytes: ArraySlice<UInt8>
        /// Counted from 1, blank lines too.
        let number: Int

        /// Its text, without blanks at its ends.
        var text: String { TextLines.trimmed(bytes) }
    }

    private let bytes: [UInt8]
    private var position: Int
    private var number = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next line; nil at the end.
    ///
    /// - Throws: `malformed` where it is not UTF-8, or has control characters.
    mutating func next(_ budget: inout WorkBudget) throws(FileError) -> Line? {
        let first = position
        while position < bytes.count {
            let start = position
            var isBlank = true
            while position < bytes.count, bytes[position] != 0x0A {
                isBlank = isBlank && Self.isBlank(bytes[position])
                position += 1
            }
            let end = position
            position = min(end + 1, bytes.count)
            number += 1
            guard !isBlank else { continue }
            try budget.charge(position - first, .steps, for: "a list")
            return try line(bytes[start..<end])
        }
        try budget.charge(position - first, .steps, for: "a list")
        return nil
    }

    private func line(_ raw: ArraySlice<UInt8>) throws(FileError) -> Line {
        let place = "line \(number)"
        let bytes = raw.last == 0x0D ? raw.dropLast() : raw
        _ = try FileError.requireText(bytes, "the line", at: place)
        if let control = bytes.first(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
            throw FileError(
                .malformed, at: place, found: "it has the control character \(control)", allowed: "text")
        }
        return Line(bytes: bytes, number: number)
    }

    /// All of a file, which may be a FIFO.
    static func contents(of path: FilePath) throws(FileError) -> [UInt8] {
        try SequentialFile.contents(of: path, limit: ListLimits.byteCount)
    }

    /// The text of UTF-8 without blanks at its ends.
    static func trimmed(_ text: some BidirectionalCollection<UInt8>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let start = text.firstIndex(where: { !isBlank($0) }),
            let end = text.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: text[start...end], as: UTF8.self)
    }

    /// What may stand in a blank line.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}

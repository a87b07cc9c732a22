import ByteIO

/// The lines of a text file that say something: blank ones are left out.
///
/// A line ends with a line feed, which may have a carriage return before it; the last one needs no end.
struct TextLines {
    /// Bytes of the longest file: a million lines of ordinary length.
    static let byteLimit = 64 << 20

    struct Line {
        let text: Substring
        /// Counted from 1, blank lines too.
        let number: Int
    }

    let lines: [Line]

    /// - Throws: `malformed` where the text is not UTF-8, or a line has control characters.
    init(_ bytes: [UInt8]) throws(FileError) {
        var lines: [Line] = []
        for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let place = "line \(index + 1)"
            let text = try FileError.requireText(
                raw.last == 0x0D ? raw.dropLast() : raw, "the line", at: place)
            if let control = text.utf8.first(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
                throw FileError(
                    .malformed, at: place, found: "it has the control character \(control)",
                    allowed: "text")
            }
            if !Self.trimmed(text[...]).isEmpty { lines.append(Line(text: text[...], number: index + 1)) }
        }
        self.lines = lines
    }

    /// All of a file.
    static func contents(of path: FilePath) throws(FileError) -> [UInt8] {
        let file = try InputFile(path: path)
        guard file.byteCount <= byteLimit else {
            throw FileError(
                .unsupported, path: path, found: "it has \(file.byteCount) bytes",
                allowed: "at most \(byteLimit)")
        }
        return try file.bytes(file.byteCount, at: 0)
    }

    /// The text without blanks at its ends.
    static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = text.drop(while: isBlank)
        return String(
            start[..<(start.lastIndex { !isBlank($0) }.map(start.index(after:)) ?? start.startIndex)])
    }
}

import ByteIO

/// The lines of a file of minisign's: comments and Base64 by turns.
struct SignatureLines {
    private static let prefix = Array("untrusted comment: ".utf8)

    private let path: FilePath
    private let lines: [[UInt8]]

    /// The lines of a file, which is to have `count` of them; they end with LF or CR LF, the last one perhaps with neither.
    init(path: FilePath, count: Int) throws(FileError) {
        let file = try InputFile(path: path)
        guard file.byteCount <= Limits.lineBytes else {
            throw FileError(
                .malformed, path: path, found: "it has \(file.byteCount) bytes",
                allowed: "at most \(Limits.lineBytes): a file of minisign's")
        }
        try self.init(file.bytes(file.byteCount, at: 0), path: path, count: count)
    }

    init(_ bytes: [UInt8], path: FilePath, count: Int) throws(FileError) {
        self.path = path
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            Array(line.last == 0x0D ? line.dropLast() : line)
        }
        if lines.last == [] { lines.removeLast() }
        self.lines = lines
        guard lines.count == count else {
            throw FileError(
                .malformed, path: path, found: "it has \(lines.count) lines",
                allowed: "\(count), as minisign's")
        }
        guard lines[0].starts(with: Self.prefix) else {
            throw malformed(0, "it does not begin with 'untrusted comment: '")
        }
    }

    /// What follows a line's beginning, which it must have.
    func comment(_ index: Int, after prefix: String) throws(FileError) -> [UInt8] {
        guard lines[index].starts(with: prefix.utf8) else {
            throw malformed(index, "it does not begin with '\(prefix)'")
        }
        return Array(lines[index].dropFirst(prefix.utf8.count))
    }

    /// The bytes of a line of Base64, of which there must be so many.
    func bytes(_ index: Int, count: Int) throws(FileError) -> [UInt8] {
        guard let bytes = Base64.bytes(lines[index]), bytes.count == count else {
            throw malformed(index, "it is not \(count) bytes in Base64")
        }
        return bytes
    }

    /// That a line is not what it must be.
    func malformed(_ index: Int, _ found: String, allowed: String? = nil) -> FileError {
        FileError(.malformed, path: path, at: "line \(index + 1)", found: found, allowed: allowed)
    }
}

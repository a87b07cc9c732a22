import Glibc

/// A file that is read once, from its beginning to its end: a regular one or a FIFO.
///
/// A shell hands over a FIFO by `<(…)`, and what is piped in is one under the name of `/dev/stdin`. Opening one waits for
/// who writes to it, as `cat` does.
public struct SequentialFile {
    private enum Source {
        case regular(InputFile, position: Int)
        case fifo(FileDescriptor)
    }

    private let path: FilePath
    private var source: Source

    /// Opens a regular file or a FIFO, following symbolic links.
    ///
    /// - Throws: as `InputFile.init(path:)`.
    public init(path: FilePath) throws(FileError) {
        self.path = path
        guard FileIdentity(ofPath: path)?.isFIFO == true else {
            source = .regular(try InputFile(path: path), position: 0)
            return
        }
        let name = try path.cString
        guard
            let descriptor = FileDescriptor.opened({ unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY) })
        else { throw .systemCall("open", path: path) }
        guard FileIdentity(of: descriptor)?.isFIFO == true else {
            throw FileError(
                .changed, path: path, found: "it was replaced while it was opened",
                allowed: "leave it alone, then run the command again")
        }
        source = .fifo(descriptor)
    }

    /// At most this many bytes, as soon as there are any; none at the end.
    ///
    /// - Throws: `changed`, `inputOutput`.
    public mutating func read(_ count: Int) throws(FileError) -> [UInt8] {
        switch source {
        case .regular(let file, let position):
            let piece = min(count, file.byteCount - position)
            source = .regular(file, position: position + piece)
            return try file.bytes(piece, at: position)
        case .fifo(let descriptor):
            return try StandardStream(descriptor: descriptor.number, name: path).read(count)
        }
    }

    /// Whether `read(_:)` returns at once.
    public var isReady: Bool {
        switch source {
        case .regular: true
        case .fifo(let descriptor): StandardStream(descriptor: descriptor.number, name: path).isReady
        }
    }

    /// All the bytes of a file.
    ///
    /// - Throws: what opening and reading throw; `unsupported` where there are more than `limit`.
    public static func contents(of path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
        var file = try SequentialFile(path: path)
        if case .regular(let file, _) = file.source {
            guard file.byteCount <= limit else {
                throw tooLarge(path, "\(file.byteCount) bytes", limit)
            }
            return try file.bytes(file.byteCount, at: 0)
        }
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read(1 << 16)
            guard !piece.isEmpty else { return bytes }
            guard piece.count <= limit - bytes.count else { throw tooLarge(path, "more than that", limit) }
            bytes += piece
        }
    }

    private static func tooLarge(_ path: FilePath, _ size: String, _ limit: Int) -> FileError {
        FileError(.unsupported, path: path, found: "it has \(size)", allowed: "at most \(limit) bytes")
    }
}

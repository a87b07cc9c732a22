public import ByteIO

/// Reads texts from standard input or a file, each ended by the same byte; the last one may lack it.
public struct RecordReader {
    /// One text's bytes.
    public struct Record {
        /// The bytes, without the separator.
        public var bytes: [UInt8] = []
        /// Whether there were more than the reader keeps.
        public var isCut = false

        /// A text from elsewhere.
        public init(bytes: [UInt8] = []) { self.bytes = bytes }
    }

    private let read: () throws(FileError) -> [UInt8]
    private let separator: UInt8
    private let limit: Int
    private var buffer: ArraySlice<UInt8> = []

    /// A reader that keeps at most `limit` bytes of each text, so that a stream without end fills no memory.
    ///
    /// - Parameter path: of a regular file; `-` for standard input.
    /// - Throws: what opening the file throws.
    public init(path: FilePath, separator: UInt8, limit: Int) throws(FileError) {
        self.separator = separator
        self.limit = limit
        guard path != "-" else {
            read = { () throws(FileError) in try StandardStream.input.read(1 << 16) }
            return
        }
        let file = try InputFile(path: path)
        var position = 0
        read = { () throws(FileError) in
            let count = min(1 << 16, file.byteCount - position)
            defer { position += count }
            return try file.bytes(count, at: position)
        }
    }

    /// The next text, or nil at the end.
    public mutating func next() throws(FileError) -> Record? {
        var record = Record()
        var hasAny = false
        while true {
            if buffer.isEmpty {
                buffer = try read()[...]
                guard !buffer.isEmpty else { return hasAny ? record : nil }
            }
            hasAny = true
            let end = buffer.firstIndex(of: separator)
            let piece = buffer[..<(end ?? buffer.endIndex)]
            record.isCut = record.isCut || piece.count > limit - record.bytes.count
            record.bytes += piece.prefix(limit - record.bytes.count)
            buffer = buffer[(end.map { $0 + 1 } ?? buffer.endIndex)...]
            if end != nil { return record }
        }
    }
}

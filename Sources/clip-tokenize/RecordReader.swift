import ByteIO

/// Reads texts from a stream, each ended by the same byte; the last one may lack it.
struct RecordReader {
    /// One text's bytes.
    struct Record {
        /// The bytes, without the separator.
        var bytes: [UInt8] = []
        /// Whether there were more than the reader keeps.
        var isCut = false
    }

    private let stream: StandardStream
    private let separator: UInt8
    private let limit: Int
    private var buffer: ArraySlice<UInt8> = []

    /// A reader that keeps at most `limit` bytes of each text, so that a stream without end fills no memory.
    init(_ stream: StandardStream, separator: UInt8, limit: Int) {
        self.stream = stream
        self.separator = separator
        self.limit = limit
    }

    /// The next text, or nil at the end.
    mutating func next() throws(FileError) -> Record? {
        var record = Record()
        var hasAny = false
        while true {
            if buffer.isEmpty {
                buffer = try stream.read(1 << 16)[...]
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

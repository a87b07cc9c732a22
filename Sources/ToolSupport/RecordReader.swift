package import ByteIO

/// Reads texts from standard input or a file, each ended by the same byte; the last one may lack it.
///
/// Nothing is kept but what is asked for and the piece of input that was read last, so the input may be endless.
package struct RecordReader {
    /// One text's bytes.
    package struct Record {
        /// The bytes, without the separator.
        package var bytes: [UInt8] = []
        /// Whether there were more than the reader keeps.
        package var isCut = false

        /// A text from elsewhere.
        package init(bytes: [UInt8] = []) { self.bytes = bytes }
    }

    private let read: () throws(FileError) -> [UInt8]
    /// Whether `read` returns at once.
    private let canRead: () -> Bool
    private let separator: UInt8
    private let limit: Int
    private var buffer: ArraySlice<UInt8> = []
    /// A text whose end has not been read yet.
    private var begun: Record?
    private var hasEnded = false

    /// A reader that keeps at most `limit` bytes of each text, so that a stream without end fills no memory.
    ///
    /// - Parameter path: of a regular file or a FIFO; `-` for standard input.
    /// - Throws: what opening the file throws.
    package init(path: FilePath, separator: UInt8, limit: Int) throws(FileError) {
        self.separator = separator
        self.limit = limit
        guard path != "-" else {
            read = { () throws(FileError) in try StandardStream.input.read(1 << 16) }
            canRead = { StandardStream.input.isReady }
            return
        }
        var file = try SequentialFile(path: path)
        read = { () throws(FileError) in try file.read(1 << 16) }
        canRead = { file.isReady }
    }

    /// The next text, or nil at the end.
    package mutating func next() throws(FileError) -> Record? {
        while true {
            if let record = takeFromBuffer() { return record }
            guard !hasEnded else { return nil }
            try fill()
        }
    }

    /// Whether `next()` returns at once: a whole text has arrived, or the end.
    package mutating func isReady() throws(FileError) -> Bool {
        while true {
            if hasEnded || buffer.contains(separator) { return true }
            // What is there of a text is taken in, so that this looks at each byte once.
            _ = takeFromBuffer()
            guard canRead() else { return false }
            try fill()
        }
    }

    /// The text that ends in the buffer, or at the end of the input; what does not end yet is kept.
    private mutating func takeFromBuffer() -> Record? {
        if buffer.isEmpty {
            guard hasEnded else { return nil }
            defer { begun = nil }
            return begun
        }
        var record = begun ?? Record()
        begun = nil
        let end = buffer.firstIndex(of: separator)
        let piece = buffer[..<(end ?? buffer.endIndex)]
        record.isCut = record.isCut || piece.count > limit - record.bytes.count
        record.bytes += piece.prefix(limit - record.bytes.count)
        buffer = buffer[(end.map { $0 + 1 } ?? buffer.endIndex)...]
        guard end == nil else { return record }
        begun = record
        return nil
    }

    private mutating func fill() throws(FileError) {
        buffer = try read()[...]
        hasEnded = buffer.isEmpty
    }
}

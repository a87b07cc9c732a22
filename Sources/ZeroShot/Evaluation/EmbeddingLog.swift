public import ByteIO
public import CLIPRuntime
import Families
import Kernels
import Tensors

/// Embeddings of images as they are computed, in a NumPy array and a list of names beside it, so that work that was cut
/// off can go on where it stopped.
///
/// `OUT.npy` has a row for each line of `OUT.npy.files` but the first, which tells the model, the precision and the data
/// set. Rows are written before their names, and names before the header that counts them: what is cut off at any moment
/// has a row for each name. A file that is not this log's own is never written to.
public final class EmbeddingLog {
    private let array: GrowingFile
    private let list: GrowingFile
    private let columns: Int
    /// The array as it was when the log was opened.
    private let kept: InputFile
    private var listByteCount: Int
    /// The row of each name, by its line in the list.
    private var rows: [[UInt8]: Int] = [:]
    private var rowCount = 0

    /// Opens a log, or begins one.
    ///
    /// - Parameters:
    ///   - path: of the array; the list is beside it.
    ///   - model: what the embeddings are made with.
    ///   - pictures: what they are made of; their names and sizes tell one data set from another.
    /// - Throws: `cannotCreate` for what is no log of this model, precision and data set, `malformed` for a damaged one,
    ///   and what opening and writing throws.
    public convenience init(
        path: FilePath, of model: CLIP, for pictures: PictureSet
    ) throws(FileError) {
        try self.init(
            path: path,
            subject:
                "model \(model.source?.description ?? "unknown"), computed in \(model.model.compute.rawValue), "
                + "data set \(pictures.digest())",
            columns: model.architecture.embedDimension)
    }

    init(path: FilePath, subject: String, columns: Int) throws(FileError) {
        self.columns = columns
        let (directory, name) = try OpenDirectory.containing(path)
        let title = Array("# clipw embeddings 2: \(columns) numbers, \(subject)\n".utf8)
        let (oldArray, oldList) = try (
            Self.existing(name, in: directory), Self.existing("\(name).files", in: directory)
        )
        let lines = try Self.lines(of: oldList, title, besides: oldArray)
        try oldArray.map { (array) throws(FileError) in try Self.requireOwn(array, columns) }
        list = if let oldList { oldList } else { try GrowingFile("\(name).files", in: directory) }
        if list.byteCount == 0 {
            // On the disk before the array has anything: an array without a title is somebody else's.
            try list.write(title.span, at: 0)
            try list.flush()
        }
        array = if let oldArray { oldArray } else { try GrowingFile(name, in: directory) }
        let rowBytes = 4 * columns
        listByteCount = title.count
        for line in lines.prefix(max(0, array.byteCount - NumPyHeader.byteCount) / rowBytes) {
            guard rows.updateValue(rowCount, forKey: Array(line)) == nil else {
                throw FileError(
                    .malformed, path: list.path, found: "a name stands in it twice", allowed: "remove it")
            }
            rowCount += 1
            listByteCount += line.count + 1
        }
        try array.truncate(to: NumPyHeader.byteCount + rowCount * rowBytes)
        try list.truncate(to: listByteCount)
        kept = try array.reading()
        try writeHeader()
    }

    /// How many embeddings there are.
    public var count: Int { rowCount }

    /// The embedding of an image that was there when the log was opened; nil where it is still to be computed.
    func embedding(of name: FilePath) throws(FileError) -> [Float]? {
        guard let row = rows[LoggedName.line(of: name)] else { return nil }
        let bytes = try kept.bytes(4 * columns, at: NumPyHeader.byteCount + row * 4 * columns)
        var reader = ByteReader(bytes)
        var embedding: [Float] = []
        for _ in 0..<columns { embedding.append(Float(bitPattern: try reader.integer(UInt32.self))) }
        guard embedding.hasDirection else {
            throw FileError(
                .malformed, path: array.path, at: "row \(row)", found: "it is zero or not finite",
                allowed: "remove it, or name another file")
        }
        return embedding
    }

    /// Adds embeddings.
    func append(_ embeddings: [(name: FilePath, embedding: [Float])]) throws(FileError) {
        let end = NumPyHeader.byteCount + rowCount * 4 * columns
        try array.write(embeddings.map(\.embedding).joined().littleEndianBytes.span, at: end)
        let lines = Array(embeddings.map { LoggedName.line(of: $0.name) + [0x0A] }.joined())
        try list.write(lines.span, at: listByteCount)
        listByteCount += lines.count
        rowCount += embeddings.count
        try writeHeader()
    }

    private func writeHeader() throws(FileError) {
        try array.write(NumPyHeader.bytes(rows: rowCount, columns: columns).span, at: 0)
    }
}

// What is there already.
extension EmbeddingLog {
    /// A file that is there; nothing is made.
    private static func existing(_ name: FilePath, in directory: OpenDirectory) throws(FileError)
        -> GrowingFile?
    {
        directory.status(of: name) == nil ? nil : try GrowingFile(name, in: directory)
    }

    /// The lines of a list behind its title, without a last one that was cut off.
    private static func lines(
        of list: GrowingFile?, _ title: [UInt8], besides array: GrowingFile?
    ) throws(FileError) -> [ArraySlice<UInt8>] {
        guard let list, list.byteCount > 0 else {
            guard let array, array.byteCount > 0 else { return [] }
            throw foreign(
                array.path, "no list beside it tells what embeddings it has",
                "an array that this command began")
        }
        let bytes = try list.reading().bytes(list.byteCount, at: 0)
        guard bytes.starts(with: title) else {
            let start = String(decoding: bytes.prefix { $0 != 0x0A }.prefix(200), as: UTF8.self)
            throw foreign(
                list.path, "it begins with '\(start)'",
                "'\(String(decoding: title.dropLast(), as: UTF8.self))'")
        }
        return bytes.dropFirst(title.count).split(separator: 0x0A, omittingEmptySubsequences: false)
            .dropLast()
    }

    /// - Throws: `cannotCreate` for an array that has not the header of this log's, or a beginning of it.
    private static func requireOwn(_ array: GrowingFile, _ columns: Int) throws(FileError) {
        let start = try array.reading().bytes(min(array.byteCount, NumPyHeader.byteCount), at: 0)
        let digits = start.drop { $0 != UInt8(ascii: "(") }.dropFirst().prefix { $0 != UInt8(ascii: ",") }
        let rows = Int(String(decoding: digits, as: UTF8.self)) ?? 0
        guard NumPyHeader.bytes(rows: max(0, rows), columns: columns).starts(with: start) else {
            throw foreign(
                array.path, "it is no NumPy array of this log's", "float32 in rows of \(columns) numbers")
        }
    }

    private static func foreign(_ path: FilePath, _ found: String, _ allowed: String) -> FileError {
        FileError(
            .cannotCreate, path: path, found: found, allowed: "\(allowed); remove it, or name another file")
    }
}

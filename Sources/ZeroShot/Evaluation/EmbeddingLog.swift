public import ByteIO
public import CLIPRuntime
import CLIPSchema
import Kernels
import StrictJSON
import Tensors

/// Embeddings of pictures as they are computed, in a NumPy array and a list of names beside it, so that work that was cut
/// off can go on where it stopped.
///
/// `OUT.npy` has a row for each line of `OUT.npy.files` but the first, which says what model they come from. Rows are
/// written before their names, and names before the header that counts them: what is cut off at any moment has a row for
/// each name.
public final class EmbeddingLog {
    private let array: GrowingFile
    private let list: GrowingFile
    private let columns: Int
    private var listByteCount: Int
    /// The row of each name.
    private var rows: [FilePath: Int]

    /// Opens a log, or begins one.
    ///
    /// - Parameters:
    ///   - path: of the array; the list is beside it.
    ///   - model: what the embeddings are made with.
    /// - Throws: `mismatch` for the log of another model or precision, `malformed` for files that are no log, and what
    ///   opening and writing throws.
    public convenience init(path: FilePath, of model: CLIP) throws(FileError) {
        try self.init(
            path: path,
            model:
                "model \(model.source?.description ?? "unknown"), computed in \(model.model.compute.rawValue)",
            columns: model.architecture.embedDimension)
    }

    init(path: FilePath, model: String, columns: Int) throws(FileError) {
        self.columns = columns
        let (directory, name) = try OpenDirectory.containing(path)
        array = try GrowingFile(name, in: directory)
        let start = try array.reading().bytes(min(array.byteCount, NumPyHeader.magic.count), at: 0)
        guard NumPyHeader.magic.starts(with: start) else {
            throw FileError(
                .malformed, path: path, found: "it is no NumPy array",
                allowed: "remove it, or name another file")
        }
        list = try GrowingFile("\(name).files", in: directory)
        let title = "# clipw embeddings of \(columns) numbers, \(model)\n"
        let names = try Self.names(in: list, title: title)
        let rowBytes = 4 * columns
        let whole = max(0, array.byteCount - NumPyHeader.byteCount) / rowBytes
        let kept = names.prefix(whole)
        rows = Dictionary(kept.enumerated().map { ($1, $0) }) { first, _ in first }
        guard rows.count == kept.count else {
            throw FileError(
                .malformed, path: list.path, found: "a name stands in it twice", allowed: "remove it")
        }
        let lines: [UInt8] = title.utf8 + kept.flatMap { $0.bytes + [0x0A] }
        listByteCount = lines.count
        try array.truncate(to: NumPyHeader.byteCount + kept.count * rowBytes)
        try list.truncate(to: 0)
        try list.write(lines.span, at: 0)
        try writeHeader()
    }

    /// How many embeddings there are.
    public var count: Int { rows.count }

    /// The embedding of a picture; nil where it is still to be computed.
    func embedding(of name: FilePath) throws(FileError) -> [Float]? {
        guard let row = rows[name] else { return nil }
        let bytes = try array.reading().bytes(4 * columns, at: NumPyHeader.byteCount + row * 4 * columns)
        var reader = ByteReader(bytes)
        var embedding: [Float] = []
        for _ in 0..<columns { embedding.append(Float(bitPattern: try reader.integer(UInt32.self))) }
        return embedding
    }

    /// Adds embeddings.
    func append(_ embeddings: [(name: FilePath, embedding: [Float])]) throws(FileError) {
        let end = NumPyHeader.byteCount + rows.count * 4 * columns
        try array.write(embeddings.map(\.embedding).joined().littleEndianBytes.span, at: end)
        let lines: [UInt8] = embeddings.flatMap { $0.name.bytes + [0x0A] }
        try list.write(lines.span, at: listByteCount)
        listByteCount += lines.count
        for (name, _) in embeddings { rows[name] = rows.count }
        try writeHeader()
    }

    private func writeHeader() throws(FileError) {
        try array.write(NumPyHeader.bytes(rows: rows.count, columns: columns).span, at: 0)
    }

    /// The names in a list, without a last one that was cut off.
    private static func names(in list: GrowingFile, title: String) throws(FileError) -> [FilePath] {
        let bytes = try list.reading().bytes(list.byteCount, at: 0)
        guard !bytes.isEmpty, !title.utf8.starts(with: bytes) else { return [] }
        guard bytes.starts(with: title.utf8) else {
            let start = FilePath(bytes: bytes.prefix { $0 != 0x0A }.prefix(200))
            throw FileError(
                .mismatch, path: list.path, found: "it begins with '\(start)'",
                allowed: "'\(title.dropLast())': remove it, or name another file")
        }
        return bytes.dropFirst(title.utf8.count).split(separator: 0x0A, omittingEmptySubsequences: false)
            .dropLast()
            .map { FilePath(bytes: $0) }
    }
}

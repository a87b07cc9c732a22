import ArgumentParser
import ByteIO
import StrictJSON
import Tensors
import ToolSupport

/// How embeddings are written.
enum EmbeddingFormat: String, ExpressibleByArgument, CaseIterable {
    /// A line of JSON for each input.
    case jsonl
    /// One array of NumPy, a row for each input.
    case npy
}

/// Writes embeddings one after another, to a file or to standard output.
final class EmbeddingWriter {
    private let format: EmbeddingFormat
    private let columns: Int
    private let file: OutputFile?
    private var position = 0
    private var pending: [UInt8] = []

    /// - Parameters:
    ///   - path: of the file, which takes its name only when it is complete; nil for standard output.
    ///   - rows: how many there will be.
    init(
        _ format: EmbeddingFormat, path: FilePath?, mayReplace: Bool, rows: Int, columns: Int
    ) throws(FileError) {
        self.format = format
        self.columns = columns
        file = try path.map { (path) throws(FileError) in
            try OutputFile(path: path, byteCount: 0, mayReplace: mayReplace)
        }
        if format == .npy { pending = NumPyHeader.bytes(rows: rows, columns: columns) }
    }

    func write(_ input: EmbeddingInput, _ result: Result<[Float], FileError>) throws(FileError) {
        switch format {
        case .jsonl: pending += line(input, result).utf8
        case .npy:
            pending +=
                ((try? result.get()) ?? [Float](repeating: .nan, count: columns)).littleEndianBytes
        }
        if pending.count > 1 << 16 || file == nil { try flush() }
    }

    func finish() throws(FileError) {
        try flush()
        try file?.commit()
    }

    private func flush() throws(FileError) {
        let bytes = pending
        pending = []
        guard let file else { return try StandardStream.output.write(bytes) }
        try file.write(bytes.span, at: position)
        position += bytes.count
    }

    private func line(_ input: EmbeddingInput, _ result: Result<[Float], FileError>) -> String {
        let start = "{\"kind\":\"\(input.kind.rawValue)\",\"input\":\(input.name.text),"
        switch result {
        case .success(let embedding):
            return start + "\"embedding\":[\(embedding.map(\.description).joined(separator: ","))]}\n"
        case .failure(let error):
            return start + "\"error\":\(JSONValue.string(error.description).text)}\n"
        }
    }
}

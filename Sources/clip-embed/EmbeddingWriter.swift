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
    private var rows = 0

    /// - Parameter path: of the file, which takes its name only when it is complete; nil for standard output.
    init(_ format: EmbeddingFormat, path: FilePath?, mayReplace: Bool, columns: Int) throws(FileError) {
        self.format = format
        self.columns = columns
        file = try path.map { (path) throws(FileError) in
            try OutputFile(path: path, byteCount: 0, mayReplace: mayReplace)
        }
        // Rewritten at the end, when the rows have been counted.
        if format == .npy { try write(NumPyHeader.bytes(rows: 0, columns: columns)) }
    }

    /// Writes results, so that whoever reads the output has them when this returns.
    func write(
        _ results: [(input: EmbeddingInput, result: Result<[Float], FileError>)]
    ) throws(FileError) {
        var bytes: [UInt8] = []
        for (input, result) in results {
            switch format {
            case .jsonl: bytes += line(input, result).utf8
            case .npy:
                bytes += ((try? result.get()) ?? [Float](repeating: .nan, count: columns)).littleEndianBytes
            }
        }
        try write(bytes)
        rows += results.count
    }

    func finish() throws(FileError) {
        if format == .npy {
            try file?.write(NumPyHeader.bytes(rows: rows, columns: columns).span, at: 0)
        }
        try file?.commit()
    }

    private func write(_ bytes: [UInt8]) throws(FileError) {
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

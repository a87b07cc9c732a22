import ArgumentParser
import ByteIO
import StrictJSON
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
        _ format: EmbeddingFormat, path: String?, mayReplace: Bool, rows: Int, columns: Int
    ) throws(FileError) {
        self.format = format
        self.columns = columns
        file = try path.map { (path) throws(FileError) in
            try OutputFile(path: path, byteCount: 0, mayReplace: mayReplace)
        }
        if format == .npy { pending = Self.numPyHeader(rows: rows, columns: columns) }
    }

    func write(_ input: EmbeddingInput, _ result: Result<[Float], FileError>) throws(FileError) {
        switch format {
        case .jsonl: pending += line(input, result).utf8
        case .npy: pending += Self.bytes((try? result.get()) ?? [Float](repeating: .nan, count: columns))
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
        guard let file else { return try StandardStream.output.write(String(decoding: bytes, as: UTF8.self)) }
        try file.write(bytes.span, at: position)
        position += bytes.count
    }

    private func line(_ input: EmbeddingInput, _ result: Result<[Float], FileError>) -> String {
        let start = "{\"kind\":\"\(input.kind.rawValue)\",\"input\":\(JSONValue.string(input.name).text),"
        switch result {
        case .success(let embedding):
            return start + "\"embedding\":[\(embedding.map(\.description).joined(separator: ","))]}\n"
        case .failure(let error):
            return start + "\"error\":\(JSONValue.string(error.description).text)}\n"
        }
    }

    /// The header of NumPy's format 1.0 for float32 rows, padded so that the data begin at a multiple of 64
    /// (numpy/lib/format.py).
    private static func numPyHeader(rows: Int, columns: Int) -> [UInt8] {
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let length = (10 + text.utf8.count + 1 + 63) / 64 * 64 - 10
        let padding = String(repeating: " ", count: length - text.utf8.count - 1)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
            + Array((text + padding + "\n").utf8)
    }

    private static func bytes(_ numbers: [Float]) -> [UInt8] {
        numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
    }
}

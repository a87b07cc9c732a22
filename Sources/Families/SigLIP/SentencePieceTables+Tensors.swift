import ByteIO
import SentencePiece
import Tensors

// The tables of a SentencePiece model as the tensors that a file keeps them in.
extension SentencePieceTables {
    private static let types: [(name: String, type: ElementType)] = [
        ("settings", .uint8), ("pieces", .uint8), ("ends", .uint32), ("scores", .float32), ("kinds", .uint8),
        ("character_map", .uint8),
    ]

    /// All of them; the character map is left out where there is none.
    var tensors: [TokenizerTable] {
        let words = [ends, scores.map(\.bitPattern)].map { numbers in
            numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        }
        let contents = [settings, pieces, words[0], words[1], kinds, characterMap]
        return zip(Self.types, contents).compactMap { entry, bytes in
            guard !bytes.isEmpty, let shape = Shape([bytes.count / entry.type.byteCount]) else { return nil }
            return TokenizerTable(
                TensorDescriptor(
                    name: TokenizerTable.prefix + entry.name, elementType: entry.type, shape: shape), bytes)
        }
    }

    /// Tables that nobody has checked, of a file's tensors.
    ///
    /// - Throws: `malformed` for one that is missing, unknown or of another type or rank.
    init(_ tensors: [String: TokenizerTable]) throws(FileError) {
        var contents: [[UInt8]] = []
        for (name, type) in Self.types {
            let tensor = tensors[TokenizerTable.prefix + name]
            let place = "tensor '\(TokenizerTable.prefix + name)'"
            if let descriptor = tensor?.descriptor {
                guard descriptor.elementType == type, descriptor.shape.rank == 1,
                    tensor?.bytes.count == descriptor.shape.byteCount(of: type)
                else {
                    throw FileError(
                        .malformed, at: place,
                        found: "\(descriptor.elementType.rawValue) \(descriptor.shape)",
                        allowed: "\(type.rawValue) of one dimension")
                }
            } else if name != "character_map" {
                throw FileError(.malformed, at: place, found: "missing")
            }
            contents.append(tensor?.bytes ?? [])
        }
        func words(_ bytes: [UInt8]) -> [UInt32] {
            stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
                (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
            }
        }
        self.init(
            settings: contents[0], pieces: contents[1], ends: words(contents[2]),
            scores: words(contents[3]).map(Float.init(bitPattern:)), kinds: contents[4],
            characterMap: contents[5])
    }
}

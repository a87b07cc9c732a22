package import ModelKit
package import StrictJSON
import Tensors
package import Tokenizer

/// CLIP's byte-pair encoding, with the merges that a file has.
package struct CLIPTokenizer: TextTokenizer {
    package static let kind = "clip-bpe"
    /// The merges as pairs of token ids, `[merges, 2]`.
    package static let mergesTensor = TokenizerTable.prefix + "merges"

    private let tokenizer: Tokenizer

    package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// OpenAI's own, where a vocabulary has its size.
    package init?(vocabularySize: Int) {
        guard vocabularySize == Tokenizer.clip.merges.tokenCount else { return nil }
        tokenizer = .clip
    }

    package init(_ fields: FieldReader, tables: [String: TokenizerTable]) throws(SchemaError) {
        try fields.requireExactly(["kind", "context_length", "vocab_size"])
        let size = try fields.integer("vocab_size")
        try ModelLimits.check(size, fields.place("vocab_size"), in: ModelLimits.vocabularySize)
        func malformed(_ found: String, _ allowed: String) -> SchemaError {
            SchemaError(at: "tensor '\(Self.mergesTensor)'", found: found, allowed: allowed)
        }
        let shape = "U16 [\(max(size - 514, 0)), 2] for \(size) tokens"
        guard let table = tables[Self.mergesTensor] else { throw malformed("missing", shape) }
        let descriptor = table.descriptor
        guard descriptor.elementType == .uint16, descriptor.shape.dimensions == [max(size - 514, 0), 2]
        else {
            throw malformed("it is \(descriptor.elementType.rawValue) \(descriptor.shape)", shape)
        }
        let pairs = Self.pairs(of: table.bytes)
        // Nearly every file has CLIP's own, whose ranks are at hand.
        if pairs == MergeTable.clip.pairs {
            tokenizer = .clip
            return
        }
        do throws(MergeTableError) {
            tokenizer = Tokenizer(merges: try MergeTable(pairs: pairs))
        } catch {
            throw malformed(error.description, "pairs of ids that are smaller than their own")
        }
    }

    package var constants: JSONObject { JSONObject() }
    package var vocabularySize: Int { tokenizer.merges.tokenCount }

    package var tables: [TokenizerTable] {
        let pairs = tokenizer.merges.pairs
        guard let shape = Shape([pairs.count, 2]) else { return [] }
        let descriptor = TensorDescriptor(name: Self.mergesTensor, elementType: .uint16, shape: shape)
        return [TokenizerTable(descriptor, Self.bytes(of: pairs))]
    }

    package func tokens(
        of text: String, contextLength: Int, truncate: Bool
    ) throws(SchemaError) -> [Int32] {
        do {
            return try tokenizer.tokenize(text, contextLength: contextLength, truncate: truncate)
        } catch {
            throw SchemaError(error)
        }
    }

    private static func bytes(of pairs: [MergeTable.Pair]) -> [UInt8] {
        pairs.flatMap { [$0.left, $0.right] }.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }

    private static func pairs(of bytes: [UInt8]) -> [MergeTable.Pair] {
        func token(_ index: Int) -> UInt16 { UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8 }
        return stride(from: 0, to: bytes.count, by: 4).map {
            MergeTable.Pair(left: token($0), right: token($0 + 2))
        }
    }
}

import ByteIO
import SafeTensors
import Tensors
package import Tokenizer
import WeightFile

extension Tokenizer {
    /// The name of the merges' tensor.
    package static let mergesTensor = "clipw.tokenizer.merges"

    /// The tokenizer of CLIP, for a vocabulary of its size.
    package static func clip(vocabularySize: Int) -> Tokenizer? {
        vocabularySize == Tokenizer.clip.merges.tokenCount ? .clip : nil
    }

    /// The tokenizer whose merges a file has; CLIP's where it has none and the size is that of CLIP's vocabulary.
    init?(of file: ClipwFile, vocabularySize: Int) throws(FileError) {
        guard let entry = file.entries.first(where: { $0.descriptor.name == Self.mergesTensor }) else {
            guard let clip = Self.clip(vocabularySize: vocabularySize) else { return nil }
            self = clip
            return
        }
        func malformed(_ found: String, _ allowed: String) -> FileError {
            FileError(
                .malformed, path: file.file.path, at: "tensor '\(Self.mergesTensor)'", found: found,
                allowed: allowed)
        }
        guard entry.descriptor.elementType == .uint16,
            entry.descriptor.shape.dimensions == [max(vocabularySize - 514, 0), 2]
        else {
            throw malformed(
                "it is \(entry.descriptor.elementType.rawValue) \(entry.descriptor.shape)",
                "U16 [\(vocabularySize - 514), 2] for \(vocabularySize) tokens")
        }
        let bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
        let pairs = Self.pairs(of: bytes)
        // Nearly every file has CLIP's own, whose ranks are at hand.
        if pairs == MergeTable.clip.pairs {
            self = .clip
            return
        }
        do throws(MergeTableError) {
            self.init(merges: try MergeTable(pairs: pairs))
        } catch {
            throw malformed(error.description, "pairs of ids that are smaller than their own")
        }
    }

    /// The merges as little-endian pairs of ids, which a file stores.
    package static func bytes(of merges: MergeTable) -> [UInt8] {
        merges.pairs.flatMap { [$0.left, $0.right] }.flatMap {
            [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]
        }
    }

    private static func pairs(of bytes: [UInt8]) -> [MergeTable.Pair] {
        func token(_ index: Int) -> UInt16 { UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8 }
        return stride(from: 0, to: bytes.count, by: 4).map {
            MergeTable.Pair(left: token($0), right: token($0 + 2))
        }
    }
}

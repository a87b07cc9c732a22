import ByteIO
import Families
import ModelKit
import SafeTensors
import StrictJSON
import Tensors
import WeightFile

extension ModelDescription {
    /// The tokenizer that a file describes; nil where it describes none.
    ///
    /// - Throws: `malformed` for tables that are none or do not fit the text tower, `unsupported` for a kind that is not
    ///   known, and too many bytes of tables; what reading throws.
    func readTokenizer(of file: ClipwFile) throws(FileError) -> (any TextTokenizer)? {
        if tokenizer.isNull { return nil }
        var tables: [String: TokenizerTable] = [:]
        var remaining = ModelLimits.tokenizerBytes
        for entry in file.entries where entry.descriptor.name.hasPrefix(TokenizerTable.prefix) {
            guard entry.byteRange.count <= remaining else {
                throw FileError(
                    .unsupported, path: file.file.path, at: "tensor '\(entry.descriptor.name)'",
                    found: "the tokenizer's tables take more than \(ModelLimits.tokenizerBytes >> 20) MiB")
            }
            remaining -= entry.byteRange.count
            let bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
            tables[entry.descriptor.name] = TokenizerTable(entry.descriptor, bytes)
        }
        do {
            return try TextTokenizers.read(tokenizer, tables: tables, for: architecture)
        } catch {
            throw FileError(error, path: file.file.path)
        }
    }
}

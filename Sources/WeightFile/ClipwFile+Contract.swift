import ByteIO
import SafeTensors
import StrictJSON
import Tensors

// What the contract adds to the safetensors format.
extension ClipwFile {
    /// Charges what is made for each tensor: its digest, as bytes and decoded, and its entry in a table of names.
    static func charge(_ entries: [SafeTensorsEntry], work: inout WorkBudget) throws(FileError) {
        let memory = MemoryLayout<([UInt8], TensorDescriptor)>.stride + 2 * Digest.byteCount
        for entry in entries {
            try work.charge(1, .nodes, for: "the list of tensors")
            try work.charge(memory + entry.descriptor.name.utf8.count, .bytes, for: "the list of tensors")
        }
    }

    static func requireAlignment(_ header: SafeTensorsHeader) throws(FileError) {
        guard header.dataOffset.isMultiple(of: ClipwFormat.dataAlignment) else {
            throw FileError(
                .malformed, at: "header", found: "the data begin at offset \(header.dataOffset)",
                allowed: "a multiple of \(ClipwFormat.dataAlignment)")
        }
        for entry in header.entries
        where !entry.byteRange.lowerBound.isMultiple(of: ClipwFormat.tensorAlignment) {
            // Padding begins where a tensor ends, and ends where the next may begin.
            if entry.descriptor.name.hasPrefix(ClipwFormat.paddingPrefix) { continue }
            throw FileError(
                .malformed, at: "tensor '\(entry.descriptor.name)'",
                found: "it begins at offset \(entry.byteRange.lowerBound)",
                allowed: "a multiple of \(ClipwFormat.tensorAlignment)")
        }
    }

    /// The digest of the header, then that of every tensor but the last, which is this table.
    static func digests(_ entries: [SafeTensorsEntry], in file: InputFile) throws(FileError) -> [Digest] {
        guard let last = entries.last, last.descriptor.name == ClipwFormat.digestsName,
            last.descriptor.elementType == .uint8,
            last.descriptor.shape.dimensions == [entries.count, Digest.byteCount]
        else {
            throw FileError(
                .malformed, at: "tensor '\(ClipwFormat.digestsName)'",
                found: "it is not the last tensor, or not U8 [\(entries.count), \(Digest.byteCount)]")
        }
        let bytes = try file.bytes(last.byteRange.count, at: last.byteRange.lowerBound)
        return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
            Digest(bytes: bytes[$0..<$0 + Digest.byteCount])
        }
    }

    static func requireHeaderDigest(_ digests: [Digest], _ container: SafeTensorsFile) throws(FileError) {
        let header = try container.file.bytes(container.header.dataOffset, at: 0)
        guard try SHA256.digest(of: header.span) == digests.first else {
            throw FileError(
                .mismatch, at: "header", found: "it does not have the SHA-256 that the file states",
                allowed: "the file is damaged: convert it again")
        }
    }

    /// Every quantised weight has its scales, one for each output channel, and only files that say so have such.
    static func requireScales(_ entries: [SafeTensorsEntry], storage: JSONValue) throws(FileError) {
        // The header has no name twice.
        let tensors = Dictionary(entries.map { (Array($0.descriptor.name.utf8), $0.descriptor) }) {
            first, _ in first
        }
        let saysInt8 = storage["default"] == "int8" || storage["exceptions"]?["int8"]?.array != nil
        for entry in entries where entry.descriptor.elementType == .int8 {
            let name = entry.descriptor.name
            guard saysInt8 else {
                throw FileError(
                    .malformed, at: "tensor '\(name)'", found: "it is I8, and 'storage' names no int8",
                    allowed: "int8 by default or among the exceptions")
            }
            let scale = tensors[Array((name + ClipwFormat.scaleSuffix).utf8)]
            guard let channels = entry.descriptor.shape.dimensions.first, let scale,
                scale.elementType == .float32,
                scale.shape.dimensions == [channels]
            else {
                throw FileError(
                    .malformed, at: "tensor '\(name)'",
                    found: "it has shape \(entry.descriptor.shape), '\(name)\(ClipwFormat.scaleSuffix)' is "
                        + (scale.map { "\($0.elementType.rawValue) \($0.shape)" } ?? "missing"),
                    allowed: "F32, one scale for each row")
            }
        }
    }
}

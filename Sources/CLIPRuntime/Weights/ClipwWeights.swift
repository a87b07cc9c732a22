package import ByteIO
package import Engines
import Kernels
import Layers
import SafeTensors
import Tensors
package import WeightFile

/// The weights of a `.clipw` file, read when they are asked for.
///
/// Reading is by position and not by mapping: a file that shrinks meanwhile is an error and not a signal.
package struct ClipwWeights: WeightSource {
    /// The file.
    package let file: ClipwFile
    private let entries: [String: SafeTensorsEntry]

    /// The weights of an open file.
    package init(_ file: ClipwFile) {
        self.file = file
        entries = Dictionary(file.entries.map { ($0.descriptor.name, $0) }) { first, _ in first }
    }

    /// All of a weight, by `pread` from the open file.
    ///
    /// - Throws: `malformed` if there is none of this name; `changed`, `inputOutput`.
    package func weight(_ name: String) throws(FileError) -> StoredWeight {
        let entry = try entry(name)
        let bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
        guard entry.descriptor.elementType == .int8 else { return .encoded(try encoded(bytes, entry)) }
        let scaleEntry = try self.entry(name + ClipwFormat.scaleSuffix)
        let scales = try file.file.bytes(scaleEntry.byteRange.count, at: scaleEntry.byteRange.lowerBound)
        return .integers(bytes, scales: try decode(scales, scaleEntry))
    }

    /// One row of a weight; throws as `weight(_:)`, and `malformed` if it has no such row.
    package func row(_ index: Int, of name: String) throws(FileError) -> [Float] {
        let entry = try entry(name)
        let dimensions = entry.descriptor.shape.dimensions
        guard dimensions.count == 2, (0..<dimensions[0]).contains(index) else {
            throw FileError(
                .malformed, path: file.file.path, at: "tensor '\(name)'", found: "row \(index) is asked for",
                allowed: "it has shape \(entry.descriptor.shape)")
        }
        let rowBytes = entry.byteRange.count / dimensions[0]
        let bytes = try file.file.bytes(rowBytes, at: entry.byteRange.lowerBound + index * rowBytes)
        guard entry.descriptor.elementType == .int8 else { return try decode(bytes, entry) }
        let scaleEntry = try self.entry(name + ClipwFormat.scaleSuffix)
        let scaleBytes = try file.file.bytes(4, at: scaleEntry.byteRange.lowerBound + index * 4)
        return StoredWeight.integers(bytes, scales: try decode(scaleBytes, scaleEntry)).floats
    }

    /// - Throws: `changed` if the file has been written to since it was opened.
    package func requireSameContent() throws(FileError) {
        // The digests were read when the file was opened.
        try file.file.requireSameContent { () throws(FileError) in
            for index in file.entries.indices { try file.verify(index) { _ in } }
        }
    }

    private func entry(_ name: String) throws(FileError) -> SafeTensorsEntry {
        guard let entry = entries[name] else {
            throw FileError(.malformed, path: file.file.path, at: "tensor '\(name)'", found: "it is missing")
        }
        return entry
    }

    private func decode(_ bytes: [UInt8], _ entry: SafeTensorsEntry) throws(FileError) -> [Float] {
        try encoded(bytes, entry).floats
    }

    private func encoded(_ bytes: [UInt8], _ entry: SafeTensorsEntry) throws(FileError) -> EncodedFloats {
        guard let encoded = EncodedFloats(bytes, of: entry.descriptor.elementType) else {
            throw FileError(
                .malformed, path: file.file.path, at: "tensor '\(entry.descriptor.name)'",
                found: "it is \(entry.descriptor.elementType.rawValue)",
                allowed: "a floating-point type, or I8")
        }
        return encoded
    }
}

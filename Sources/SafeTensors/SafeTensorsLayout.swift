public import ByteIO
import StrictJSON
public import Tensors

/// Where everything of a safetensors file will lie, decided before the first byte is written.
///
/// The tensors follow one another in the order given, without gaps, as the format demands.
public struct SafeTensorsLayout: Sendable {
    /// The file's first bytes: the header's length, the header, and the spaces that pad it.
    public let headerBytes: [UInt8]
    /// Every tensor with its bytes' place in the file, in the order given.
    public let entries: [SafeTensorsEntry]

    /// Plans a file.
    ///
    /// - Parameters:
    ///   - tensors: in the order of their bytes; names must differ.
    ///   - metadata: the strings of `__metadata__`, in the order in which they are written.
    ///   - dataAlignment: the first tensor begins at a multiple of this many bytes.
    ///   - minimumDataOffset: the first tensor begins here at the earliest.
    /// - Throws: `unsupported` if the header would be longer than the format allows or the sizes overflow.
    public init(
        _ tensors: [TensorDescriptor], metadata: [(key: String, value: String)], dataAlignment: Int,
        minimumDataOffset: Int = 0
    ) throws(FileError) {
        var strings = JSONObject()
        for (key, value) in metadata { strings[key] = .string(value) }
        var header = JSONObject()
        header["__metadata__"] = .object(strings)
        var ranges: [Range<Int>] = []
        var position = 0
        for tensor in tensors {
            guard let size = tensor.shape.byteCount(of: tensor.elementType),
                let end = checkedSum(position, size)
            else {
                throw FileError(
                    .unsupported, at: "tensor '\(tensor.name)'", found: "the file would be too large")
            }
            header[tensor.name] = [
                "dtype": .string(tensor.elementType.rawValue),
                "shape": .array(tensor.shape.dimensions.map(JSONValue.integer)),
                "data_offsets": [.integer(position), .integer(end)],
            ]
            ranges.append(position..<end)
            position = end
        }
        var text = Array(JSONValue.object(header).text.utf8)
        let needed = max(8 + text.count, minimumDataOffset)
        let dataOffset = (needed + dataAlignment - 1) / dataAlignment * dataAlignment
        text += [UInt8](repeating: 0x20, count: dataOffset - 8 - text.count)
        guard text.count <= Limits.headerBytes, checkedSum(dataOffset, position) != nil else {
            throw FileError(.unsupported, found: "the header would have \(text.count) bytes")
        }
        headerBytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
        entries = zip(tensors, ranges).map { tensor, range in
            SafeTensorsEntry(
                descriptor: tensor, byteRange: dataOffset + range.lowerBound..<dataOffset + range.upperBound)
        }
    }

    /// Bytes of the whole file.
    public var byteCount: Int { entries.last?.byteRange.upperBound ?? headerBytes.count }
}

import ByteIO
import StrictJSON
import Tensors

extension SafeTensorsHeader {
    /// One member of the header: `"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`.
    static func entry(
        _ member: JSONObject.Member, dataOffset: Int, dataByteCount: Int
    ) throws(FileError) -> SafeTensorsEntry {
        guard TensorDescriptor.isValidName(member.key) else {
            throw FileError(
                .malformed, at: "tensor '\(member.key.prefix(64))'",
                found: "its name is empty, too long or has control characters",
                allowed: "1 to \(TensorDescriptor.maximumNameByteCount) bytes")
        }
        let place = "tensor '\(member.key)'"
        guard let fields = member.value.object else {
            throw FileError(.malformed, at: place, found: "its description is no object")
        }
        for field in fields.members where !["dtype", "shape", "data_offsets"].contains(field.key) {
            throw FileError(
                .malformed, at: place, found: "it has a field '\(field.key.prefix(64))'",
                allowed: "dtype, shape and data_offsets only")
        }
        guard let typeName = fields["dtype"]?.string else {
            throw FileError(.malformed, at: place, found: "it has no dtype, or one that is no string")
        }
        guard let type = ElementType(rawValue: typeName) else {
            throw FileError(
                .unsupported, at: place, found: "its dtype is '\(typeName.prefix(64))'",
                allowed: ElementType.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let dimensions = integers(fields["shape"]), let shape = Shape(dimensions),
            let size = shape.byteCount(of: type)
        else {
            throw FileError(
                .malformed, at: place,
                found: "its shape is \(fields["shape"]?.text.prefix(128) ?? "missing")",
                allowed: "at most \(Shape.maximumRank) integers, none negative or above 2^48")
        }
        guard let offsets = integers(fields["data_offsets"]), offsets.count == 2, offsets[0] >= 0,
            offsets[0] <= offsets[1],
            offsets[1] <= dataByteCount
        else {
            throw FileError(
                .malformed, at: place,
                found: "its data_offsets are \(fields["data_offsets"]?.text.prefix(128) ?? "missing")",
                allowed: "begin and end in the \(dataByteCount) bytes after the header")
        }
        guard offsets[1] - offsets[0] == size else {
            throw FileError(
                .malformed, at: place, found: "it has \(offsets[1] - offsets[0]) bytes",
                allowed: "\(size) for \(typeName) \(shape)")
        }
        return SafeTensorsEntry(
            descriptor: TensorDescriptor(name: member.key, elementType: type, shape: shape),
            byteRange: dataOffset + offsets[0]..<dataOffset + offsets[1])
    }

    private static func integers(_ value: JSONValue?) -> [Int]? {
        guard let items = value?.array else { return nil }
        let numbers = items.compactMap(\.integer)
        return numbers.count == items.count ? numbers : nil
    }
}

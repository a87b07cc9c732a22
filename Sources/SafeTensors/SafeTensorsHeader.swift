package import ByteIO
import StrictJSON
public import Tensors

/// One tensor of a safetensors file.
public struct SafeTensorsEntry: Sendable, Hashable {
    /// Name, element type and shape.
    public let descriptor: TensorDescriptor
    /// Its bytes, counted from the start of the file.
    public let byteRange: Range<Int>
}

/// The header of a safetensors file, checked more strictly than the format's own reader does.
///
/// Formats/safetensors-profile.md lists what is refused here that others accept, and why.
public struct SafeTensorsHeader: Sendable {
    /// Every tensor, in the order of their bytes.
    public let entries: [SafeTensorsEntry]
    /// The strings of `__metadata__`, in their order.
    public let metadata: [(key: String, value: String)]
    /// Offset of the first byte after the header.
    public let dataOffset: Int

    /// Reads and checks the header of a file.
    ///
    /// - Parameter work: the header's bytes are admitted to it, and what it costs is charged.
    /// - Throws: `malformed` if the header is no strict JSON of the expected form, or its tensors do not cover
    ///   the rest of the file exactly once; `unsupported` for an element type that this project does not have.
    package init(of file: InputFile, work: inout WorkBudget) throws(FileError) {
        guard file.byteCount >= 8 else {
            throw FileError(.malformed, found: "the file ends before the length of its header")
        }
        var prefix = ByteReader(try file.bytes(8, at: 0))
        let length = try prefix.integer(UInt64.self)
        guard length <= Limits.headerBytes, Int(length) <= file.byteCount - 8 else {
            throw FileError(
                .malformed, at: "offset 0", found: "the header is said to have \(length) bytes",
                allowed: "at most \(Limits.headerBytes), and the file has \(file.byteCount - 8) more")
        }
        dataOffset = 8 + Int(length)
        work.admit(Int(length))
        try work.charge(Int(length), .bytes, for: "the header")
        let text = try file.bytes(Int(length), at: 8)
        let header: JSONValue
        do throws(JSONError) {
            header = try JSONValue(parsing: text, work: &work)
        } catch {
            throw FileError(
                .malformed, at: "header, offset \(8 + error.offset)", found: error.found,
                allowed: error.allowed)
        }
        guard let object = header.object else {
            throw FileError(.malformed, at: "header", found: "it is no JSON object")
        }
        try Self.charge(object, work: &work)
        metadata = try Self.metadata(object["__metadata__"])
        let dataByteCount = file.byteCount - dataOffset
        var entries: [SafeTensorsEntry] = []
        entries.reserveCapacity(object.members.count)
        for member in object.members where member.key != "__metadata__" {
            entries.append(try Self.entry(member, dataOffset: dataOffset, dataByteCount: dataByteCount))
        }
        guard !entries.isEmpty, entries.count <= Limits.tensors else {
            throw FileError(
                .malformed, at: "header", found: "it has \(entries.count) tensors",
                allowed: "1 to \(Limits.tensors)")
        }
        // Empty tensors share their offset with the next one; the name makes the order definite.
        self.entries = entries.sorted {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound, $0.descriptor.name)
                < ($1.byteRange.lowerBound, $1.byteRange.upperBound, $1.descriptor.name)
        }
        try Self.requireFullCover(self.entries, from: dataOffset, to: file.byteCount)
    }

    /// Charges what is made of the header's JSON: the lists of metadata and tensors, and the sorting of the second.
    private static func charge(_ header: JSONObject, work: inout WorkBudget) throws(FileError) {
        let strings = header["__metadata__"]?.object?.members.count ?? 0
        try work.charge(strings * MemoryLayout<(String, String)>.stride, .bytes, for: "the header")
        let count = header.members.count
        try work.charge(strings + count, .nodes, for: "the header")
        try work.charge(2 * count * MemoryLayout<SafeTensorsEntry>.stride, .bytes, for: "the header")
        let comparisons = Int.bitWidth - count.leadingZeroBitCount
        try work.charge(count * comparisons, .steps, for: "the header")
    }

    /// The value of a key of `__metadata__`.
    public func metadata(_ key: String) -> String? {
        metadata.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    private static func metadata(_ value: JSONValue?) throws(FileError) -> [(key: String, value: String)] {
        guard let value, !value.isNull else { return [] }
        var strings: [(key: String, value: String)] = []
        for member in value.object?.members ?? [] {
            guard let text = member.value.string else { break }
            strings.append((member.key, text))
        }
        guard let object = value.object, strings.count == object.members.count else {
            throw FileError(
                .malformed, at: "header, '__metadata__'", found: "it is not an object of strings",
                allowed: "only strings")
        }
        return strings
    }

    private static func requireFullCover(_ entries: [SafeTensorsEntry], from start: Int, to end: Int)
        throws(FileError)
    {
        var position = start
        for entry in entries {
            guard entry.byteRange.lowerBound == position else {
                let what =
                    entry.byteRange.lowerBound < position
                    ? "overlaps the tensor before it" : "leaves a gap before it"
                throw FileError(
                    .malformed, at: "tensor '\(entry.descriptor.name)'",
                    found: "it begins at offset \(entry.byteRange.lowerBound) and \(what)",
                    allowed: "offset \(position)")
            }
            position = entry.byteRange.upperBound
        }
        guard position == end else {
            throw FileError(
                .malformed, at: "offset \(position)", found: "\(end - position) bytes follow the last tensor")
        }
    }
}

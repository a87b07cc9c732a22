package import ByteIO
import StrictJSON
import Tensors

/// The index of weights that are spread over several files (`model.safetensors.index.json`, as huggingface_hub
/// writes it): which tensor is in which file.
public struct SafeTensorsIndex: Sendable {
    private let path: FilePath
    private let fileNames: [String]
    private let tensorNames: [String: Set<[UInt8]>]
    private let statedByteCount: Int?

    /// Reads an index.
    ///
    /// - Parameter work: the index's bytes are admitted to it, and what it costs is charged.
    /// - Throws: `malformed` if it is no strict JSON of the expected form; `permission` if it names a file by
    ///   anything but a bare name ending in `.safetensors`.
    package init(_ file: InputFile, work: inout WorkBudget) throws(FileError) {
        do {
            try self.init(checking: file, work: &work)
        } catch {
            throw error.inFile(file.path)
        }
    }

    private init(checking file: InputFile, work: inout WorkBudget) throws(FileError) {
        path = file.path
        guard file.byteCount <= Limits.indexBytes else {
            throw FileError(
                .malformed, found: "the index has \(file.byteCount) bytes",
                allowed: "at most \(Limits.indexBytes)")
        }
        work.admit(file.byteCount)
        try work.charge(file.byteCount, .bytes, for: "the index")
        let text = try file.bytes(file.byteCount, at: 0)
        let index: JSONValue
        do throws(JSONError) {
            index = try JSONValue(parsing: text, work: &work)
        } catch {
            throw FileError(
                .malformed, at: "offset \(error.offset)", found: error.found, allowed: error.allowed)
        }
        guard let map = index["weight_map"]?.object, !map.members.isEmpty else {
            throw FileError(.malformed, found: "the index has no 'weight_map'")
        }
        var tensorNames: [String: Set<[UInt8]>] = [:]
        for member in map.members {
            guard let name = member.value.string else {
                throw FileError(
                    .malformed, at: "tensor '\(member.key.prefix(64))'", found: "its file's name is no string"
                )
            }
            try Self.requireBareName(name, of: member.key)
            try work.charge(1, .nodes, for: "the index")
            try work.charge(
                MemoryLayout<[UInt8]>.stride + member.key.utf8.count, .bytes, for: "the index")
            tensorNames[name, default: []].insert(Array(member.key.utf8))
        }
        self.tensorNames = tensorNames
        fileNames = tensorNames.keys.sorted()
        guard fileNames.count <= Limits.files,
            Set(fileNames.map { $0.lowercased() }).count == fileNames.count
        else {
            throw FileError(
                .malformed,
                found: "the index names \(fileNames.count) files, or one of them in two spellings",
                allowed: "at most \(Limits.files)")
        }
        statedByteCount = index["metadata"]?["total_size"]?.integer
    }

    /// Opens the files, in the order of their names, and compares what is in them with the index.
    ///
    /// - Throws: `malformed` where a tensor is missing, surplus or in another file, or the total size is wrong;
    ///   and whatever opening a safetensors file throws.
    package func files(in directory: Directory, work: inout WorkBudget) throws(FileError) -> [SafeTensorsFile]
    {
        var files: [SafeTensorsFile] = []
        var byteCount = 0
        for name in fileNames {
            let file = try SafeTensorsFile(directory.open(FilePath(name)), work: &work)
            let present = Set(file.header.entries.map { Array($0.descriptor.name.utf8) })
            let expected = tensorNames[name] ?? []
            if let difference = present.symmetricDifference(expected).min(by: {
                $0.lexicographicallyPrecedes($1)
            }) {
                let tensor = String(decoding: difference, as: UTF8.self)
                throw FileError(
                    .malformed, path: path, at: "tensor '\(tensor)'",
                    found: present.contains(difference)
                        ? "it is in '\(name)', but not listed for it"
                        : "it is listed for '\(name)', but not in it")
            }
            byteCount += file.header.entries.reduce(0) { $0 + $1.byteRange.count }
            files.append(file)
        }
        if let statedByteCount, statedByteCount != byteCount {
            throw FileError(
                .malformed, path: path, at: "'total_size'", found: "it says \(statedByteCount) bytes",
                allowed: "the tensors have \(byteCount)")
        }
        return files
    }

    /// The index of a stranger must not choose which files are opened: no folders, no drives, no `..`.
    private static func requireBareName(_ name: String, of tensor: String) throws(FileError) {
        let isBare =
            name.utf8.count <= 255 && name.hasSuffix(".safetensors") && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
        guard isBare else {
            throw FileError(
                .permission, at: "tensor '\(tensor.prefix(64))'",
                found: "the index says it is in '\(name.prefix(256))'",
                allowed:
                    "a file of the same folder, named with letters, digits, '.', '-', '_' and ending in .safetensors"
            )
        }
    }
}

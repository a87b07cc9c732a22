import ByteIO
import StrictJSON

/// What is remembered of the files in a store, so that it need not be found out again.
///
/// Nothing depends on it: a file without a record, or whose identity is not the record's, is looked at again. So it
/// may be lost, old or written by two processes at once. Only what others could have written needs its record, since
/// nothing else tells what it should be.
struct StoreIndex: Sendable, Equatable {
    static let fileName: FilePath = "index.json"
    /// Version 1 believed what a `.clipw` file said of itself.
    private static let version = 2

    /// By file name.
    var records: [String: FileRecord] = [:]

    init() {}

    /// The index of a store's own folder; an empty one where there is none that can be read, or others can write to it.
    init(in folder: OpenDirectory) {
        guard let identity = folder.status(of: Self.fileName)?.identity, identity.isRegularFile,
            identity.othersAccess == nil, let file = try? folder.open(Self.fileName),
            file.byteCount <= StoreLimits.indexBytes,
            let bytes = try? file.bytes(file.byteCount, at: 0), let json = try? JSONValue(parsing: bytes),
            json["version"]?.integer == Self.version
        else { return }
        for member in json["files"]?.object?.members ?? [] {
            records[member.key] = FileRecord(member.value)
        }
    }

    private var json: JSONValue {
        var files = JSONObject()
        for (name, record) in records.sorted(by: { $0.key < $1.key }) { files[name] = record.json }
        return ["version": .integer(Self.version), "files": .object(files)]
    }

    /// Writes it, whole or not at all.
    func write(to folder: OpenDirectory) throws(FileError) {
        let bytes = Array(json.prettyText.utf8)
        let file = try OutputFile(Self.fileName, in: folder, byteCount: bytes.count, mayReplace: true)
        try file.write(bytes.span, at: 0)
        try file.commit()
    }
}

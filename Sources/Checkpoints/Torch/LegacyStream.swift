import ByteIO
import Tensors

/// The stream that `torch.save` wrote before PyTorch 1.6: five pickles, then the storages one after another
/// (`_legacy_save` in `torch/serialization.py`).
struct LegacyStream {
    /// The first pickle, the number 0x1950A86A20F9469CFC6C.
    ///
    /// Compared as bytes: whatever else would evaluate to the same number is refused.
    static let magic: [UInt8] = [
        0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]
    /// The second, the protocol's version 1001.
    private static let version: [UInt8] = [0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E]

    private let file: InputFile
    private var position = 0
    private var work: WorkBudget

    private init(_ file: InputFile, _ work: WorkBudget) {
        self.file = file
        self.work = work
    }

    /// The tensors, and where their storages lie.
    static func tensors(
        of file: InputFile, work: inout WorkBudget
    ) throws(FileError) -> (tensors: [StoredTensor], warnings: [String]) {
        var stream = LegacyStream(file, work)
        defer { work = stream.work }
        try stream.expect(magic, "the magic number")
        try stream.expect(version, "protocol version 1001")
        try stream.requireLittleEndian(stream.pickle())
        let object = try stream.pickle()
        let walk = try StateDictWalk(object, work: &stream.work)
        let keys = try stream.keys(stream.pickle())

        // All of them, since the storages follow one another and each one's size must be known.
        var table = StorageTable()
        for storage in try TensorInterpreter(pickle: object).storages() {
            try table.note(storage, at: "storage '\(storage.key)'", work: &stream.work)
        }
        let storages = try stream.storages(keys, table: table)
        return (try table.tensors(walk.tensors, in: storages), walk.warnings)
    }

    private mutating func expect(_ bytes: [UInt8], _ what: String) throws(FileError) {
        guard try file.bytes(bytes.count, at: position) == bytes else {
            throw FileError(
                .malformed, at: "offset \(position)", found: "\(what) of a legacy file is not there")
        }
        position += bytes.count
    }

    /// The next pickle, read in pieces, since its length is not written anywhere.
    private mutating func pickle() throws(FileError) -> Pickle {
        let (file, start) = (file, position)
        var reader = ByteReader(
            try file.bytes(min(Self.firstPiece, file.byteCount - start), at: start), base: start)
        var end = start + reader.bytes.count
        let pickle = try PickleMachine.run(&reader, work: &work) { offset throws(FileError) in
            guard end < file.byteCount, offset - start < Limits.pickleBytes else { return nil }
            let next = ByteReader(
                try file.bytes(min(Self.nextPiece, file.byteCount - offset), at: offset), base: offset)
            end = offset + next.bytes.count
            return next
        }
        position = reader.base + reader.position
        return pickle
    }

    /// Most pickles are smaller.
    private static let firstPiece = 1 << 16
    /// Twice the longest opcode, so that at least half of each piece is new.
    private static let nextPiece = 2 * Limits.pickleStringBytes + 16

    private func requireLittleEndian(_ information: Pickle) throws(FileError) {
        guard let flag = information.value("little_endian", in: information.root),
            case .bool(let isLittleEndian) = information[flag]
        else {
            throw FileError(.malformed, found: "the third pickle does not tell the byte order")
        }
        guard isLittleEndian else {
            throw FileError(
                .unsupported, found: "the file is big-endian", allowed: "save it on a little-endian machine")
        }
    }

    private func keys(_ pickle: Pickle) throws(FileError) -> [String] {
        guard case .list(let items) = pickle[pickle.root] else {
            throw FileError(.malformed, found: "the fifth pickle is not the list of storages")
        }
        let keys = items.compactMap { pickle.string($0) }
        guard keys.count == items.count, Set(keys).count == keys.count else {
            throw FileError(
                .malformed, found: "the list of storages has a key twice, or one that is not a string")
        }
        return keys
    }

    /// Each storage: a count of elements, then that many.
    ///
    /// The element type is only in the pickle.
    private mutating func storages(
        _ keys: [String], table: StorageTable
    ) throws(FileError) -> [String: Storage] {
        guard Set(keys) == table.keys else {
            let missing = table.keys.subtracting(keys).sorted().first
            let surplus = keys.first { !table.has($0) }
            throw FileError(
                .malformed,
                found: missing.map { "storage '\($0)' is used but not in the file" }
                    ?? "storage '\(surplus ?? "")' is in the file but nothing uses it")
        }
        var storages: [String: Storage] = [:]
        for key in keys {
            try work.charge(MemoryLayout<Storage>.stride, .bytes, for: "listing the storages")
            var header = ByteReader(try file.bytes(8, at: position), base: position)
            let count = try header.integer(Int64.self)
            let expected = try table.byteCount(of: key)
            guard count == table.elementCount(of: key), expected <= file.byteCount - position - 8 else {
                throw FileError(
                    .malformed, at: "storage '\(key)', offset \(position)",
                    found: "\(count) elements are announced, \(file.byteCount - position - 8) bytes left",
                    allowed: "\(table.elementCount(of: key)) elements of \(expected) bytes in all")
            }
            storages[key] = Storage(file: 0, location: .plain(offset: position + 8), byteCount: expected)
            position += 8 + expected
        }
        guard position == file.byteCount else {
            throw FileError(
                .malformed, at: "offset \(position)",
                found: "\(file.byteCount - position) bytes follow the last storage")
        }
        return storages
    }
}

import ByteIO
import Tensors

/// A zip archive of `torch.save` or `torch.jit.save`: one root folder with a pickle, `data.pkl`, and a record
/// for every storage, `data/KEY` (`caffe2/serialize/inline_container.h`).
///
/// Code, constants and traced inputs of a TorchScript archive are never read.
struct TorchArchive {
    let isTorchScript: Bool
    let tensors: [StoredTensor]
    let warnings: [String]
    let zip: ZipArchive

    private let root: String

    init(_ file: InputFile, work: inout WorkBudget) throws(FileError) {
        zip = try ZipArchive(file, work: &work)
        root = try Self.root(of: zip)
        try Self.requireVersion(zip, root)
        try Self.requireLittleEndian(zip, root)
        guard let record = zip.entry("\(root)/data.pkl") else {
            throw FileError(
                .unsupported, found: "the zip archive has no '\(root)/data.pkl'",
                allowed: "an archive of torch.save or torch.jit.save")
        }
        let walk: StateDictWalk
        do {
            let content = try zip.content(of: record, limit: Limits.pickleBytes)
            walk = try StateDictWalk(PickleMachine.run(content, work: &work), work: &work)
        } catch {
            throw error.location == record.location ? error : error.within(record.location)
        }
        isTorchScript = walk.source == .torchScript
        guard isTorchScript || zip.entry("\(root)/constants.pkl") == nil else {
            throw FileError(
                .malformed, at: record.location,
                found: "the archive has constants.pkl, as TorchScript, but no module")
        }
        warnings = zip.warnings + walk.warnings
        tensors = try Self.tensors(walk, in: zip, root, work: &work)
    }

    private static func tensors(
        _ walk: StateDictWalk, in zip: ZipArchive, _ root: String, work: inout WorkBudget
    ) throws(FileError) -> [StoredTensor] {
        var table = StorageTable()
        for (name, reference) in walk.tensors {
            try table.note(reference.storage, at: "tensor '\(name)'", work: &work)
        }
        var storages: [String: Storage] = [:]
        for key in table.keys.sorted() {
            try work.charge(root.utf8.count + key.utf8.count, .bytes, for: "finding the records")
            guard let record = zip.entry("\(root)/data/\(key)") else {
                throw FileError(
                    .malformed, at: "entry '\(root)/data/\(key)'",
                    found: "it is not there, but tensors refer to it")
            }
            let expected = try table.byteCount(of: key)
            guard record.byteCount == expected else {
                throw FileError(
                    .malformed, at: record.location, found: "it has \(record.byteCount) bytes",
                    allowed: "the tensors that refer to it say \(expected)")
            }
            let location: Storage.Location =
                record.method == .stored ? .plain(offset: record.payloadOffset) : .deflated(record)
            storages[key] = Storage(file: 0, location: location, byteCount: expected)
        }
        return try table.tensors(walk.tensors, in: storages)
    }

    private static func root(of zip: ZipArchive) throws(FileError) -> String {
        let roots = Set(zip.entries.map { $0.name.prefix { $0 != "/" } })
        guard let first = roots.first, roots.count == 1, zip.entries.allSatisfy({ $0.name.contains("/") })
        else {
            throw FileError(
                .unsupported, found: "the zip archive has \(roots.count) things at its top",
                allowed: "PyTorch's archives have one folder there")
        }
        return String(first)
    }

    /// PyTorch reads file format versions 1 to 10 (`caffe2/serialize/versions.h`).
    private static func requireVersion(_ zip: ZipArchive, _ root: String) throws(FileError) {
        guard let record = zip.entry("\(root)/version") else {
            throw FileError(
                .malformed, found: "the archive has no '\(root)/version'",
                allowed: "PyTorch always writes one")
        }
        let content = try zip.content(of: record, limit: 16)
        let digits = content.last == 0x0A ? content.dropLast() : content[...]
        guard let text = String(validating: digits, as: UTF8.self),
            digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let version = Int(text), (1...10).contains(version)
        else {
            throw FileError(
                .unsupported, at: record.location, found: "the archive's version is not one that is known",
                allowed: "1 to 10")
        }
    }

    private static func requireLittleEndian(_ zip: ZipArchive, _ root: String) throws(FileError) {
        guard let record = zip.entry("\(root)/byteorder") else { return }
        guard try zip.content(of: record, limit: 16) == Array("little".utf8) else {
            throw FileError(
                .unsupported, at: record.location, found: "the archive's byte order is not little-endian",
                allowed: "save it on a little-endian machine")
        }
    }

    /// Every record that a tensor lies in, whose checksum can be compared while the file is read through.
    var checksummedRanges: [ChecksummedRange] {
        guard zip.hasChecksums else { return [] }
        return zip.entries.filter {
            $0.method == .stored && $0.byteCount > 0 && $0.name.hasPrefix("\(root)/data/")
        }.map {
            ChecksummedRange(
                name: $0.name, offset: $0.payloadOffset, byteCount: $0.byteCount, crc32: $0.crc32)
        }
    }
}

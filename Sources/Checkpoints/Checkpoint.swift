package import ByteIO
import SafeTensors
package import StrictJSON
import Tensors

/// The weights of a model as somebody else stored them: names, types, shapes, and a way to read the elements.
///
/// Opening reads structure only. Nothing in a file is executed, and no class or function that it names is
/// looked up. Every form of container ends in the same list of tensors.
package final class Checkpoint: Sendable {
    /// The path as the user named it: a file, or a folder of Hugging Face or open_clip.
    package let path: FilePath
    /// The container.
    package let format: CheckpointFormat
    /// The files that hold the weights: one, or the shards in the order of their names.
    package let files: [InputFile]
    /// Every tensor, in the order in which the container lists them.
    package let tensors: [StoredTensor]
    /// What should be said to the user although the checkpoint is accepted.
    package let warnings: [String]
    /// The JSON files of the folder that describe the model, by name, such as `config.json`.
    package let configurations: [String: JSONValue]
    /// The bytes of the tokenizers' files of the folder, by name: `tokenizer.json`, `tokenizer.model`, `spiece.model`.
    package let tokenizers: [String: [UInt8]]
    /// Bytes of the first file for which it states checksums; see `verifiedDigest(progress:)`.
    package let checksummedRanges: [ChecksummedRange]

    let zip: ZipArchive?
    /// What reading the structure has cost.
    package let work: WorkBudget

    /// Opens a checkpoint, recognised by its content.
    ///
    /// - Throws: `missing`, `permission`, `notRegularFile`; `unsupported` for a foreign format, a special
    ///   tensor or a forbidden name; `malformed` for a file that breaks its format's rules.
    package convenience init(path: FilePath) throws(FileError) {
        var work = WorkBudget.checkpoint
        try self.init(path: path, work: &work)
    }

    /// Opens a checkpoint and charges this budget, also where it is refused.
    package convenience init(path: FilePath, work: inout WorkBudget) throws(FileError) {
        if let directory = try Directory(path: path) {
            let folder = try ModelFolder(directory, work: &work)
            try self.init(folder: folder, work: &work)
        } else {
            try self.init(InputFile(path: path), work: &work)
        }
    }

    /// Opens a checkpoint in a file that is open already; throws as `init(path:)`.
    package convenience init(_ file: InputFile) throws(FileError) {
        var work = WorkBudget.checkpoint
        try self.init(file, work: &work)
    }

    /// Opens a checkpoint in a file that is open already, and charges this budget, also where it is refused.
    package convenience init(_ file: InputFile, work: inout WorkBudget) throws(FileError) {
        do {
            try self.init(file, in: nil, work: &work)
        } catch {
            throw error.inFile(file.path)
        }
    }

    private init(
        _ file: InputFile, in folder: ModelFolder?, work: inout WorkBudget
    ) throws(FileError) {
        path = folder?.path ?? file.path
        configurations = folder?.configurations ?? [:]
        tokenizers = folder?.tokenizers ?? [:]
        files = [file]
        switch try ContentKind(of: file) {
        case .zip:
            let archive = try TorchArchive(file, work: &work)
            format = archive.isTorchScript ? .torchscript : .torchZip
            (tensors, warnings, zip) = (archive.tensors, archive.warnings, archive.zip)
            checksummedRanges = archive.checksummedRanges
        case .torchLegacy:
            format = .torchLegacy
            (tensors, warnings) = try LegacyStream.tensors(of: file, work: &work)
            (zip, checksummedRanges) = (nil, [])
        case .safetensors:
            format = .safetensors
            tensors = try Self.tensors(of: SafeTensorsFile(file, work: &work), file: 0, work: &work)
            (warnings, zip, checksummedRanges) = ([], nil, [])
        }
        self.work = work
        try Self.requireBoundedSize(tensors)
    }

    private convenience init(folder: ModelFolder, work: inout WorkBudget) throws(FileError) {
        switch folder.weights {
        case .file(let file):
            do {
                try self.init(file, in: folder, work: &work)
            } catch {
                throw error.inFile(file.path)
            }
        case .shards(let shards):
            try self.init(shards, in: folder, work: &work)
        }
    }

    private init(
        _ shards: [SafeTensorsFile], in folder: ModelFolder, work: inout WorkBudget
    ) throws(FileError) {
        path = folder.path
        configurations = folder.configurations
        tokenizers = folder.tokenizers
        format = .safetensors
        files = shards.map(\.file)
        var tensors: [StoredTensor] = []
        for (index, shard) in shards.enumerated() {
            tensors += try Self.tensors(of: shard, file: index, work: &work)
        }
        self.tensors = tensors
        self.work = work
        (warnings, zip, checksummedRanges) = ([], nil, [])
    }

    /// A tensor's elements from its first.
    package func stream(_ tensor: StoredTensor) throws(FileError) -> TensorStream {
        do {
            return try TensorStream(tensor, file: files[tensor.storage.file], zip: zip)
        } catch {
            throw error.within("tensor '\(tensor.descriptor.name)'").inFile(path)
        }
    }

    private static func tensors(
        of file: SafeTensorsFile, file index: Int, work: inout WorkBudget
    ) throws(FileError) -> [StoredTensor] {
        let count = file.header.entries.count
        try work.charge(count, .nodes, for: "the list of tensors")
        try work.charge(count * MemoryLayout<StoredTensor>.stride, .bytes, for: "the list of tensors")
        return file.header.entries.map { entry in
            StoredTensor(
                entry.descriptor, file: index, offset: entry.byteRange.lowerBound,
                byteCount: entry.byteRange.count)
        }
    }

    /// Views can make much of little: a stride of zero, or thousands of names for one storage.
    ///
    /// What comes out may be twice what is there (weights that two names share), and a small tensor's worth
    /// more.
    private static func requireBoundedSize(_ tensors: [StoredTensor]) throws(FileError) {
        var storages: [Storage.Location.Identity: Int] = [:]
        var total = 0
        var cost = StridedPlan.Cost()
        for tensor in tensors {
            let storage = tensor.storage
            storages[storage.location.identity] = storage.byteCount
            guard let bytes = tensor.descriptor.shape.byteCount(of: tensor.descriptor.elementType),
                let sum = checkedSum(total, bytes), sum <= Limits.materializedBytes
            else {
                throw FileError(
                    .malformed, at: "tensor '\(tensor.descriptor.name)'",
                    found: "shape \(tensor.descriptor.shape) is too large",
                    allowed: "at most \(Limits.materializedBytes) bytes for all tensors")
            }
            total = sum
            let own = tensor.readingCost
            cost.bytes = checkedSum(cost.bytes, own.bytes) ?? .max
            cost.reads = checkedSum(cost.reads, own.reads) ?? .max
        }
        let stored = storages.values.reduce(0, +)
        let slack = 1 << 20
        guard total <= 2 * stored + slack else {
            throw FileError(
                .malformed, found: "the tensors unfold to \(total) bytes, from storages of \(stored)",
                allowed: "at most twice as much")
        }
        guard cost.bytes <= 16 * stored + slack else {
            throw FileError(
                .malformed,
                found:
                    "to read the tensors, \(cost.bytes) bytes of storages of \(stored) must be gone through",
                allowed: "at most 16 times as much")
        }
        let allowedReads = stored / 16 + slack / 16
        guard cost.reads <= allowedReads else {
            throw FileError(
                .malformed,
                found:
                    "to read the tensors, \(cost.reads) pieces of storages of \(stored) bytes must be gathered",
                allowed: "at most \(allowedReads): save them contiguous")
        }
    }
}

extension Storage.Location {
    /// The same for two references to one storage of a file.
    enum Identity: Hashable {
        case offset(Int)
        case entry(index: Int)
    }

    var identity: Identity {
        switch self {
        case .plain(let offset): .offset(offset)
        case .deflated(let entry): .entry(index: entry.index)
        }
    }
}

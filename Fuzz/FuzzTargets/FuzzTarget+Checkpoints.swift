import ByteIO
import Checkpoints
import Tensors
import TestSupport

extension FuzzTarget {
    /// A zip archive as a checkpoint: its directory, its pickle, its records.
    static let zip = FuzzTarget(
        name: "zip",
        seeds: { try archives.map(Repository.fixtureBytes) + [TorchArchiveBuilder.small.build()] },
        read: readCheckpoint,
        repair: { ZipFields.repairChecksums(&$0) })

    /// The pickle of a good archive, whose records are those of a fixture: the first byte says of which.
    static let pickle = FuzzTarget(
        name: "pickle",
        seeds: {
            frames.indices.map { [UInt8($0)] + frames[$0][frames[$0].pickleName].payload }
        },
        read: { bytes in
            guard let first = bytes.first else { return }
            var archive = frames[Int(first) % frames.count]
            archive[archive.pickleName].payload = Array(bytes.dropFirst())
            try readCheckpoint(archive.build())
        },
        rearrange: { bytes, generator in
            bytes.prefix(1) + PickleMutator.rearranged(bytes.dropFirst(), by: &generator)
        })

    /// The format before PyTorch 1.6: five pickles in a row, then the storages.
    static let legacy = FuzzTarget(
        name: "legacy",
        seeds: { try ["small-legacy.pt", "dtypes-legacy.pt"].map(Repository.fixtureBytes) },
        read: readCheckpoint,
        rearrange: { bytes, generator in
            // Behind the magic number and the version, which must be as they are.
            bytes.prefix(21) + PickleMutator.rearranged(bytes.dropFirst(21), by: &generator)
        })

    private static let archives = [
        "small.pt", "small-module.pt", "small-training.pt", "small-torchscript.pt", "dtypes.pt",
    ]

    private static let frames: [ZipBuilder] = archives.map { name in
        // Without the padding of PyTorch's records, which only takes time here.
        var frame = ZipBuilder((try? Repository.fixtureBytes(name)).map(ZipFields.contents) ?? [])
        frame.alignment = 1
        return frame
    }

    /// Opens a checkpoint and reads every element of it, piece by piece.
    private static func readCheckpoint(_ bytes: [UInt8]) throws {
        let checkpoint = try Checkpoint(InputFile(inMemory: bytes, namedAs: "input"))
        var buffer: [UInt8] = []
        for tensor in checkpoint.tensors {
            let stream = try checkpoint.stream(tensor)
            var remaining = tensor.byteCount
            while remaining > 0 {
                let count = min(remaining, 1 << 14)
                try stream.read(count, into: &buffer)
                remaining -= count
            }
        }
        _ = try checkpoint.verifiedDigest { _ in }
    }
}

extension ZipBuilder {
    fileprivate var pickleName: String {
        let names = entries.map { String(decoding: $0.name, as: UTF8.self) }
        return names.first { $0.hasSuffix("/data.pkl") } ?? ""
    }
}

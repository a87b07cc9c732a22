import ByteIO
import Checkpoints
import HostileCases
import TestSupport
import Testing

/// Every truncation and every single-byte change of a small good file of each kind: an error or a checkpoint, never
/// a trap; and a truncation is always an error.
@Suite struct ExhaustiveDamageTests {
    /// A small good file, by PyTorch or by the tests.
    struct Good: Sendable, CustomStringConvertible {
        let description: String
        let bytes: [UInt8]
    }

    static let files: [Good] =
        [
            "small.pt", "small-legacy.pt", "small.safetensors", "small-torchscript.pt", "small-module.pt",
            "small-training.pt",
        ].map { Good(description: $0, bytes: (try? Repository.fixtureBytes($0)) ?? []) }
        + [Good(description: "in OpenAI's layout", bytes: HostileCases.smallScriptArchive)]

    @Test(arguments: files) func everyTruncationIsRefused(_ good: Good) throws {
        #expect(good.bytes.count > 100)
        for length in 0..<good.bytes.count {
            #expect(throws: FileError.self, "\(good) cut to \(length) bytes") {
                try HostileCases.contents(of: Self.checkpoint(Array(good.bytes.prefix(length))))
            }
        }
    }

    @Test(arguments: files) func appendedByteIsRefused(_ good: Good) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(good.bytes + [0], to: "file")
        #expect(throws: FileError.self) { try HostileCases.contents(of: Checkpoint(path: FilePath(path))) }
    }

    /// A change may hit a byte that means nothing, such as a date; then the tensors are the same.
    ///
    /// In an archive, whose records have checksums, and nowhere in the records themselves.
    @Test(arguments: files, [0xFF, 0x01, 0x80] as [UInt8])
    func everyChangedByteIsRefusedOrRead(_ good: Good, _ mask: UInt8) throws {
        let checkpoint = try Self.checkpoint(good.bytes)
        let whole = try HostileCases.contents(of: checkpoint)
        let hasChecksums = !checkpoint.checksummedRanges.isEmpty
        try Self.forEachChange(of: good.bytes, by: mask) { index, bytes in
            let opened = { try Self.checkpoint(bytes) }
            guard let contents = try Self.contents(of: opened, "\(good) changed at \(index)") else { return }
            if hasChecksums { #expect(contents == whole, "\(good) changed at \(index)") }
        }
    }

    /// Where an index still leads to tensors, they are all of them.
    @Test func everyDamageToAnIndexIsRefusedOrHarmless() throws {
        let index = Array(
            #"{"metadata":{"total_size":3},"weight_map":{"x":"b.safetensors","y":"b.safetensors","z":"a.safetensors"}}"#
                .utf8)
        let directory = try TemporaryDirectory()
        try directory.write(HostileCases.shard(["z": 3]), to: "a.safetensors")
        try directory.write(HostileCases.shard(["x": 1, "y": 2]), to: "b.safetensors")
        let name = "model.safetensors.index.json"
        for length in 0..<index.count {
            try directory.write(Array(index.prefix(length)), to: name)
            #expect(throws: FileError.self) { try Checkpoint(path: FilePath(directory.path)) }
        }
        for mask: UInt8 in [0xFF, 0x01, 0x80] {
            try Self.forEachChange(of: index, by: mask) { place, bytes in
                try directory.write(bytes, to: name)
                let opened = { try Checkpoint(path: FilePath(directory.path)) }
                guard let contents = try Self.contents(of: opened, "changed at \(place)") else { return }
                #expect(contents == ["x": [1], "y": [2], "z": [3]], "changed at \(place)")
            }
        }
    }

    private static func forEachChange(
        of bytes: [UInt8], by mask: UInt8, _ body: (Int, [UInt8]) throws -> Void
    ) rethrows {
        var bytes = bytes
        for index in bytes.indices {
            bytes[index] ^= mask
            try body(index, bytes)
            bytes[index] ^= mask
        }
    }

    /// In memory: tens of thousands of files would take most of the time.
    private static func checkpoint(_ bytes: [UInt8]) throws -> Checkpoint {
        try Checkpoint(InputFile(inMemory: bytes, namedAs: "file"))
    }

    /// What is read, or nil where it is refused for what it is or for what it refers to.
    private static func contents(
        of checkpoint: () throws -> Checkpoint, _ comment: Comment
    ) throws -> [String: [UInt8]]? {
        do {
            return try HostileCases.contents(of: checkpoint())
        } catch let error as FileError {
            #expect(
                [.malformed, .unsupported, .missing, .permission].contains(error.code), "\(comment): \(error)"
            )
            return nil
        }
    }
}

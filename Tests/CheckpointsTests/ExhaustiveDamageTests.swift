import ByteIO
import Checkpoints
import TestSupport
import Testing

/// Every truncation and every single-byte change of a small good file of each kind: an error or a checkpoint, never
/// a trap; and a truncation is always an error.
@Suite struct ExhaustiveDamageTests {
    static let files = [
        "small.pt", "small-legacy.pt", "small.safetensors", "small-torchscript.pt", "small-module.pt",
        "small-training.pt",
    ]

    @Test(arguments: files) func everyTruncationIsRefused(_ name: String) throws {
        let bytes = try Repository.fixtureBytes(name)
        let directory = try TemporaryDirectory()
        for length in 0..<bytes.count {
            let path = try directory.write(Array(bytes.prefix(length)), to: "file")
            #expect(throws: FileError.self, "\(name) cut to \(length) bytes") {
                try readAll(Checkpoint(path: path))
            }
        }
    }

    @Test(arguments: files) func appendedByteIsRefused(_ name: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Repository.fixtureBytes(name) + [0], to: "file")
        #expect(throws: FileError.self) { try readAll(Checkpoint(path: path)) }
    }

    /// A change may hit a byte that means nothing, such as a date; then the tensors are the same.
    ///
    /// In an archive, whose records have checksums, and nowhere in the records themselves.
    @Test(arguments: files, [0xFF, 0x01, 0x80] as [UInt8])
    func everyChangedByteIsRefusedOrRead(_ name: String, _ mask: UInt8) throws {
        var bytes = try Repository.fixtureBytes(name)
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "file")
        let whole = try readAll(Checkpoint(path: path))
        let hasChecksums = !(try Checkpoint(path: path).checksummedRanges.isEmpty)
        for index in bytes.indices {
            bytes[index] ^= mask
            try directory.write(bytes, to: "file")
            do {
                let contents = try readAll(Checkpoint(path: path))
                if hasChecksums { #expect(contents == whole, "\(name) changed at \(index)") }
            } catch let error as FileError {
                #expect(
                    [.malformed, .unsupported].contains(error.code), "\(name) changed at \(index): \(error)")
            }
            bytes[index] ^= mask
        }
    }
}

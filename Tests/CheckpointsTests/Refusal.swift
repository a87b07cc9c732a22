import ByteIO
import Checkpoints
import Tensors
import TestSupport
import Testing

/// A file that must be refused, and a part of the sentence that says why.
struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let sentence: String
    let code: FileError.Code

    init(_ name: String, _ bytes: [UInt8], _ sentence: String, _ code: FileError.Code = .malformed) {
        self.name = name
        self.bytes = bytes
        self.sentence = sentence
        self.code = code
    }

    var testDescription: String { name }

    /// Opens the file and reads all of it, and expects the refusal.
    func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "file")
        let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
            try readAll(Checkpoint(path: path))
        }
        guard let error else { return }
        #expect(error.description.contains(sentence), "\(error)", sourceLocation: sourceLocation)
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
        #expect(error.path != nil, "names its file", sourceLocation: sourceLocation)
    }
}

/// Every tensor's bytes by name, and the whole file's checksums.
@discardableResult
func readAll(_ checkpoint: Checkpoint) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for tensor in checkpoint.tensors {
        var bytes: [UInt8] = []
        try checkpoint.stream(tensor).read(tensor.byteCount, into: &bytes)
        contents[tensor.descriptor.name] = bytes
    }
    _ = try checkpoint.verifiedDigest { _ in }
    return contents
}

import ByteIO
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing
import WeightFile

/// What is written is what the specification says, and what the reader reads.
@Suite struct ClipwWriterTests {
    private let directory = TemporaryDirectory.made()
    private let weights = [
        TensorDescriptor(name: "odd", elementType: .float16, shape: [3]),
        TensorDescriptor(name: "full", elementType: .float32, shape: [16]),
        TensorDescriptor(name: "scalar", elementType: .float32, shape: []),
        TensorDescriptor(name: "large", elementType: .float32, shape: [257, 3]),
    ]

    private func metadata(sha256: String = String(repeating: "0", count: 64), precision: String = "fp16")
        -> ClipwMetadata
    {
        ClipwMetadata(
            model: ["family": "x"], storage: ["default": .string(precision), "exceptions": [:]],
            source: ["sha256": .string(sha256)], golden: nil)
    }

    private func write(_ name: String, source: String = "short") throws {
        let writer = try ClipwWriter(
            path: FilePath(directory.path(name)), weights: weights, metadata: metadata(), mayReplace: true)
        var digests: [Digest] = []
        for (index, entry) in writer.entries.enumerated() {
            let bytes = [UInt8](repeating: UInt8(index + 1), count: entry.byteRange.count)
            // The second half first: a weight may come in pieces, in any order.
            let half = bytes.count / 2
            try writer.write(bytes.span.extracting(half..<bytes.count), at: entry.byteRange.lowerBound + half)
            try writer.write(bytes.span.extracting(0..<half), at: entry.byteRange.lowerBound)
            digests.append(try SHA256.digest(of: bytes.span))
        }
        let unnamed = try writer.finish(metadata: metadata(sha256: source), digests: digests)
        #expect(unnamed.weights.map(\.descriptor) == weights, "it can be read before it has its name")
        try writer.commit()
    }

    @Test func fileReadsBack() throws {
        try write("a")
        let file = try ClipwFile(path: directory.path("a"))
        #expect(file.weights.map(\.descriptor) == weights)
        #expect(file.metadata == metadata(sha256: "short"))
        for index in file.entries.indices { try file.verify(index) { _ in } }
        for (index, entry) in file.weights.enumerated() {
            let bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
            #expect(bytes.allSatisfy { $0 == UInt8(index + 1) })
            #expect(entry.byteRange.lowerBound.isMultiple(of: 64))
        }
        #expect(
            file.entries.map(\.descriptor.name) == [
                "odd", "clipw.padding.0", "full", "scalar", "clipw.padding.1", "large", "clipw.padding.2",
                "clipw.digests",
            ])
        #expect(file.entries[0].byteRange.lowerBound == 4096)
    }

    /// A shorter source than was planned leaves all offsets where they are.
    @Test func headerKeepsItsLength() throws {
        try write("a", source: "")
        try write("b", source: String(repeating: "f", count: 64))
        let (short, long) = (
            try ClipwFile(path: directory.path("a")), try ClipwFile(path: directory.path("b"))
        )
        #expect(short.entries.map(\.byteRange) == long.entries.map(\.byteRange))
        #expect(short.file.byteCount == long.file.byteCount)
    }

    @Test func sameWeightsGiveTheSameFile() throws {
        try write("a")
        try write("b")
        #expect(
            try TemporaryDirectory.contents(of: directory.path("a"))
                == TemporaryDirectory.contents(of: directory.path("b")))
    }

    @Test func unfinishedFileLeavesNothing() throws {
        _ = try ClipwWriter(
            path: directory.path("a"), weights: weights, metadata: metadata(), mayReplace: false)
        #expect(try directory.contents.isEmpty)
    }
}

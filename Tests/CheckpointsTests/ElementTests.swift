import ByteIO
import Checkpoints
import HostileCases
import SafeTensors
import Tensors
import TestSupport
import Testing

/// Elements of every type and every way of lying in a storage, against PyTorch's own `contiguous()`.
@Suite struct ElementTests {
    @Test(arguments: ["dtypes.pt", "dtypes-legacy.pt"]) func elementsAreThoseOfPyTorch(_ name: String) throws
    {
        let expected = try SafeTensorsFile(InputFile(path: Repository.fixture("dtypes.expected.safetensors")))
        let checkpoint = try Checkpoint(path: Repository.fixture(name))
        let contents = try HostileCases.contents(of: checkpoint)
        #expect(contents.count >= 15)
        let entries = Dictionary(
            uniqueKeysWithValues: expected.header.entries.map { ($0.descriptor.name, $0) })
        for tensor in checkpoint.tensors {
            let descriptor = tensor.descriptor
            let entry = try #require(entries[descriptor.name], "\(descriptor.name)")
            #expect(entry.descriptor == descriptor)
            let bytes = try expected.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
            #expect(contents[descriptor.name] == bytes, "\(descriptor.name)")
        }
    }

    /// Pieces of any size make up the same tensor, also where rows are gathered or inflated.
    @Test(arguments: ["vit-views.pt", "vit-deflated.pt", "vit-state-dict.pt"], [1, 2, 64, 1000])
    func piecesOfAnySizeMakeTheSameTensor(_ name: String, _ size: Int) throws {
        let checkpoint = try Checkpoint(path: Repository.fixture(name))
        for tensor in checkpoint.tensors where tensor.byteCount < 2000 {
            var whole: [UInt8] = []
            try checkpoint.stream(tensor).read(tensor.byteCount, into: &whole)
            var joined: [UInt8] = []
            var piece: [UInt8] = []
            let stream = try checkpoint.stream(tensor)
            while joined.count < tensor.byteCount {
                let count = min(size, tensor.byteCount - joined.count)
                try stream.read(count, into: &piece)
                joined += piece.prefix(count)
            }
            #expect(joined[...] == whole.prefix(tensor.byteCount), "\(tensor.descriptor.name)")
            #expect(throws: FileError.self) { try stream.read(1, into: &piece) }
        }
    }

    @Test func matrixIsTransposed() throws {
        let directory = try TemporaryDirectory()
        let checkpoint = try Checkpoint(path: directory.write(TorchArchiveBuilder.small.build(), to: "file"))
        let weight = try #require(checkpoint.tensors.first { $0.descriptor.name == "weight" })
        let transposed = try #require(weight.transposed)
        #expect(transposed.descriptor.shape.dimensions == [3, 2])
        var bytes: [UInt8] = []
        try checkpoint.stream(transposed).read(24, into: &bytes)
        #expect(
            bytes == [0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 16, 17, 18, 19, 8, 9, 10, 11, 20, 21, 22, 23])
        #expect(checkpoint.tensors.first { $0.descriptor.name == "bias" }?.transposed == nil)
    }
}

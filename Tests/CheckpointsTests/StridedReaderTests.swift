import ByteIO
import HostileCases
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// Views are read in C order in little memory, with few reads.
@Suite struct StridedReaderTests {
    struct View: CustomTestStringConvertible, Sendable {
        let sizes: [Int]
        let strides: [Int]
        var offset = 0
        var testDescription: String { "\(sizes) by \(strides)" }

        /// Position in the storage of each element, in C order, by definition.
        var positions: [Int] {
            zip(sizes, strides).reduce([offset]) { positions, axis in
                positions.flatMap { position in (0..<axis.0).map { position + $0 * axis.1 } }
            }
        }

        func made() throws -> StridedView {
            let shape = try #require(Shape(sizes))
            return try #require(
                StridedView(offset: offset, shape: shape, strides: strides, storageCount: 1 << 20))
        }
    }

    static let views = [
        View(sizes: [7, 5], strides: [1, 7]), View(sizes: [7, 5], strides: [1, 9], offset: 3),
        View(sizes: [5, 7], strides: [14, 2]), View(sizes: [4, 6], strides: [0, 1]),
        View(sizes: [4, 6], strides: [1, 0]), View(sizes: [3, 4, 5], strides: [1, 3, 12]),
        View(sizes: [3, 4, 5], strides: [20, 1, 4]), View(sizes: [2, 3, 4, 5], strides: [5, 40, 10, 1]),
        View(sizes: [6, 6], strides: [1, 1]), View(sizes: [9], strides: [11]),
        View(sizes: [2, 1, 9], strides: [1, 77, 100]),
        View(sizes: [1, 30], strides: [1, 3]), View(sizes: [64, 100], strides: [1, 64]),
    ]

    @Test(arguments: views, [(16, 16), (64, 32), (40, 1000), (1 << 20, 64), (1 << 20, 1 << 20)])
    func tilesOfAnySizeMakeTheSameTensor(_ view: View, _ room: (tile: Int, block: Int)) throws {
        let made = try view.made()
        for size in [1, 2, 4, 8] {
            let plan = StridedPlan(
                made, elementByteCount: size, room: .init(tile: room.tile, block: room.block))
            let storage = (0..<(made.offset + made.span) * size).map {
                UInt8(truncatingIfNeeded: $0 &* 31 >> 2)
            }
            let expected = view.positions.flatMap { storage[$0 * size..<($0 + 1) * size] }
            let file = try InputFile(inMemory: storage, namedAs: "file")
            for source in [StridedReader.Source.file(file, offset: 0), .memory(storage, offset: 0)] {
                var reader = StridedReader(plan, from: source)
                var (read, piece): ([UInt8], [UInt8]) = ([], [])
                while read.count < expected.count {
                    let count = min(7, expected.count - read.count)
                    try reader.read(count, into: &piece)
                    read += piece.prefix(count)
                }
                #expect(read == expected)
                #expect(reader.cost == plan.cost)
            }
        }
    }

    /// However large the tensor is: a tile and a block are held, and at most eight times the bytes are read.
    @Test(
        arguments: [
            [49408, 512], [512, 49408], [10, 1_000_000], [1_000_000, 10], [5000, 5000], [4_000_000, 2],
        ])
    func costOfATransposedMatrixIsBounded(_ sizes: [Int]) throws {
        let view = try transposed(sizes)
        let plan = StridedPlan(view, elementByteCount: 4)
        let room = StridedPlan.Room()
        var element = 0
        var isBounded = true
        while element < view.shape.elementCount {
            let tile = plan.tile(at: element)
            isBounded =
                isBounded && tile.count * 4 <= room.tile && plan.block(of: tile.axes).span * 4 <= room.block
            element += tile.count
        }
        #expect(isBounded)
        #expect(plan.cost.bytes <= 8 * 4 * view.shape.elementCount + 8 * room.tile)
    }

    /// A row of the result may be as long as the widest layer's, so that few of them fit into a tile.
    @Test(
        arguments: [
            ([64, 1 << 20], 1024), ([65, 1 << 20], 28), ([1024, 1 << 20], 32), ([1152, 256_000], 128),
            ([16384, 1 << 18], 128), ([1 << 20, 64], 1024), ([8, 1 << 23], 1024),
        ], [1, 2, 4])
    func readsOfATransposedMatrixAreFew(
        _ matrix: (sizes: [Int], bytesPerRead: Int), _ elementByteCount: Int
    ) throws {
        let plan = StridedPlan(try transposed(matrix.sizes), elementByteCount: elementByteCount)
        let byteCount = matrix.sizes.reduce(elementByteCount, *)
        #expect(plan.cost.reads <= byteCount / matrix.bytesPerRead + 1)
    }

    /// A read takes as long as copying a few thousand bytes, so that as many as there are elements are refused.
    @Test(arguments: [(8, true), (9, false)]) func tensorOfTooManyReadsIsRefused(
        _ rows: Int, _ isRead: Bool
    ) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("file")
        try LargeArchive(zeros: rows << 25, shape: [rows, 1 << 23], strides: [1, rows]).write(to: path)
        let read = Result { try Checkpoint(path: FilePath(path)) }
        switch read {
        case .success: #expect(isRead)
        case .failure(let error): #expect(!isRead && "\(error)".contains("pieces of storages"))
        }
    }

    private func transposed(_ sizes: [Int]) throws -> StridedView {
        let shape = try #require(Shape(sizes))
        return try #require(
            StridedView(
                offset: 0, shape: shape, strides: [1, sizes[0]], storageCount: shape.elementCount))
    }
}

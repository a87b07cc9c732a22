import Tensors
import Testing

@Suite struct StridedViewTests {
    @Test(arguments: [
        (0, [2, 3], [3, 1], 6, true), (1, [2, 3], [3, 1], 6, false), (0, [3, 2], [1, 3], 6, true),
        (0, [1 << 40], [0], 1, true),
        (6, [0], [1], 6, true), (7, [0], [1], 6, false), (0, [], [], 1, true), (0, [], [], 0, false),
        (0, [2], [.max], 6, false),
        (0, [2], [-1], 6, false), (-1, [1], [1], 6, false), (0, [2], [1, 1], 6, false),
        (.max, [1], [1], .max, false),
        (0, [1], [.max], 1, true),
    ]) func viewMustLieInItsStorage(
        _ offset: Int, _ shape: [Int], _ strides: [Int], _ count: Int, _ fits: Bool
    ) throws {
        let shape = try #require(Shape(shape))
        #expect(
            (StridedView(offset: offset, shape: shape, strides: strides, storageCount: count) != nil) == fits)
    }

    @Test(arguments: [
        ([2, 3], [3, 1], true), ([2, 3], [1, 2], false), ([1, 3], [99, 1], true), ([2, 1], [1, 7], true),
        ([0, 4], [9, 9], true), ([], [], true),
        ([2, 2], [4, 1], false),
    ]) func contiguityIsThatOfPyTorch(_ shape: [Int], _ strides: [Int], _ isContiguous: Bool) throws {
        let shape = try #require(Shape(shape))
        let view = try #require(StridedView(offset: 0, shape: shape, strides: strides, storageCount: 1000))
        #expect(view.isContiguous == isContiguous)
    }

    @Test func transposingTwiceIsNothing() throws {
        let view = try #require(StridedView(offset: 3, shape: [2, 3], strides: [3, 1], storageCount: 9))
        #expect(view.transposed?.shape == [3, 2])
        #expect(view.transposed?.isContiguous == false)
        #expect(view.transposed?.transposed == view)
        #expect(view.span == 6)
        #expect(view.moved(by: 2).offset == 5)
        #expect(StridedView(contiguous: [4]).transposed == nil)
    }

    @Test func rowsOfAViewBeginWhereTheyLie() throws {
        let view = try #require(StridedView(offset: 3, shape: [3, 2], strides: [1, 3], storageCount: 9))
        let rows = try #require(view.rows(1..<3))
        #expect(rows.offset == 4 && rows.shape == [2, 2] && rows.strides == [1, 3])
        #expect(view.rows(0..<3) == view)
        #expect(view.rows(1..<4) == nil && view.rows(-1..<1) == nil)
        #expect(StridedView(contiguous: []).rows(0..<1) == nil)
    }
}

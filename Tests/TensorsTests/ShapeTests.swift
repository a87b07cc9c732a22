import Tensors
import Testing

@Suite struct ShapeTests {
    @Test(arguments: [
        ([], 1), ([0], 0), ([2, 3], 6), ([1 << 48, 0, 1 << 48], 0), ([Int](repeating: 1, count: 8), 1),
    ])
    func shapeHasItsCount(_ dimensions: [Int], _ count: Int) {
        #expect(Shape(dimensions)?.elementCount == count)
    }

    @Test(arguments: [[-1], [1 << 49], [1 << 40, 1 << 40], [Int](repeating: 1, count: 9)])
    func impossibleShapeIsNone(_ dimensions: [Int]) {
        #expect(Shape(dimensions) == nil)
    }

    @Test func bytesAreCheckedToo() {
        #expect(Shape([1 << 48, 1 << 13])?.byteCount(of: .float32) == nil)
        #expect(Shape([3])?.byteCount(of: .float64) == 24)
        #expect(([2, 3, 4] as Shape).contiguousStrides == [12, 4, 1])
    }

    @Test func arithmeticNeverWraps() {
        #expect(checkedSum(.max, 1) == nil)
        #expect(checkedSum(1, 2, 3) == 6)
        #expect(checkedProduct([.max, 2]) == nil)
        #expect(checkedProduct([.max, 2, 0]) == 0)
        #expect(aligned(1, to: 64) == 64)
        #expect(aligned(64, to: 64) == 64)
        #expect(aligned(.max, to: 64) == nil)
    }

    @Test(arguments: [("a", true), ("", false), ("a\u{7F}", false), ("a\n", false), ("é", true)])
    func namesAreChecked(_ name: String, _ isValid: Bool) {
        #expect(TensorDescriptor.isValidName(name) == isValid)
        #expect(!TensorDescriptor.isValidName(String(repeating: "x", count: 1025)))
    }
}

/// How a tensor lies in a storage: PyTorch's offset, sizes and strides, all in elements.
public struct StridedView: Sendable, Hashable {
    /// Element of the storage that is the tensor's first.
    public let offset: Int
    /// Sizes of the dimensions.
    public let shape: Shape
    /// Elements of the storage between neighbours of each dimension; never negative.
    public let strides: [Int]

    /// A view, or nil if the strides do not match the shape or any element lies outside a storage of
    /// `storageCount` elements.
    public init?(offset: Int, shape: Shape, strides: [Int], storageCount: Int) {
        guard strides.count == shape.rank, offset >= 0, storageCount >= 0,
            strides.allSatisfy({ $0 >= 0 })
        else { return nil }
        self.offset = offset
        self.shape = shape
        self.strides = strides
        guard let end, end <= storageCount else { return nil }
    }

    /// The whole of a contiguous storage.
    public init(contiguous shape: Shape) {
        self.offset = 0
        self.shape = shape
        self.strides = shape.contiguousStrides
    }

    private init(offset: Int, shape: Shape, strides: [Int]) {
        self.offset = offset
        self.shape = shape
        self.strides = strides
    }

    /// One past the last element of the storage that the view touches; the offset where it is empty.
    ///
    /// Nil where that overflows.
    private var end: Int? {
        if shape.elementCount == 0 { return offset }
        var last = offset
        for (size, stride) in zip(shape.dimensions, strides) {
            guard let reach = checkedProduct([size - 1, stride]), let sum = checkedSum(last, reach) else {
                return nil
            }
            last = sum
        }
        return checkedSum(last, 1)
    }

    /// Whether the elements lie one after the other in C order.
    public var isContiguous: Bool {
        if shape.elementCount == 0 { return true }
        return zip(zip(shape.dimensions, strides), shape.contiguousStrides).allSatisfy { pair, expected in
            // The stride of a dimension of one element is never used, and PyTorch writes any number there.
            pair.0 == 1 || pair.1 == expected
        }
    }

    /// The same view of a storage in which it begins `distance` elements later; the caller knows that it fits.
    public func moved(by distance: Int) -> StridedView {
        StridedView(offset: offset + distance, shape: shape, strides: strides)
    }

    /// Elements of the storage from the view's first to its last, both included.
    public var span: Int { (end ?? offset) - offset }

    /// Some of the indices of the first dimension; nil where there are not as many.
    public func rows(_ range: Range<Int>) -> StridedView? {
        guard let count = shape.dimensions.first, range.lowerBound >= 0, range.upperBound <= count,
            let part = Shape([range.count] + shape.dimensions.dropFirst()),
            let distance = checkedProduct([range.lowerBound, strides[0]]),
            let start = checkedSum(offset, distance)
        else { return nil }
        return StridedView(offset: start, shape: part, strides: strides)
    }

    /// The same elements with rows and columns exchanged, or nil for a tensor that is not a matrix.
    public var transposed: StridedView? {
        guard shape.rank == 2, let swapped = Shape(shape.dimensions.reversed()) else { return nil }
        return StridedView(offset: offset, shape: swapped, strides: strides.reversed())
    }
}

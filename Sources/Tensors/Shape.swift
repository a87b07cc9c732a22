/// The sizes of a tensor's dimensions, outermost first, in C order.
///
/// A shape from a file is a claim: making one checks the limits below, so that every `Shape` has an
/// element count that fits in an `Int`.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The most dimensions a tensor may have.
    public static let maximumRank = Limits.rank
    /// The largest size of one dimension.
    public static let maximumDimension = Limits.dimension

    /// Size of each dimension.
    public let dimensions: [Int]
    /// Product of the dimensions: 1 for a scalar.
    public let elementCount: Int

    /// The shape with these dimensions, or nil if a dimension is negative or too large, there are too
    /// many of them, or their product overflows.
    public init?(_ dimensions: [Int]) {
        guard dimensions.count <= Self.maximumRank,
            dimensions.allSatisfy({ (0...Self.maximumDimension).contains($0) }),
            let count = checkedProduct(dimensions)
        else { return nil }
        self.dimensions = dimensions
        self.elementCount = count
    }

    /// A shape written in the source; an impossible one is a programming error.
    public init(arrayLiteral elements: Int...) {
        self.dimensions = elements
        self.elementCount = elements.reduce(1, *)
    }

    /// Number of dimensions: 0 for a scalar.
    public var rank: Int { dimensions.count }

    /// Elements between neighbours of each dimension when the tensor lies contiguously in C order.
    public var contiguousStrides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            // Cannot overflow while the element count fits; a zero dimension makes strides irrelevant.
            strides[axis] =
                strides[axis + 1].multipliedReportingOverflow(by: dimensions[axis + 1]).partialValue
        }
        return strides
    }

    /// Bytes that the elements take, or nil where that overflows.
    public func byteCount(of type: ElementType) -> Int? {
        checkedProduct([elementCount, type.byteCount])
    }

    /// As people write it: `[768, 3, 32, 32]`, a scalar as `[]`.
    public var description: String {
        "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
    }
}

import CKernels
public import Tensors

/// Which numbers of a tensor are infinite or NaN, counted as its bytes pass by.
public struct NonFiniteNumbers: Sendable, Hashable {
    /// The numbers that passed by, of any kind.
    public private(set) var total = 0
    /// How many of them are infinite or NaN.
    public private(set) var count = 0
    /// The first of those: its place among all that passed by, and what it is.
    public private(set) var first: First?

    /// A number that is not finite, and where it stands.
    public struct First: Sendable, Hashable {
        /// Its place in the tensor, counted from 0 in the order of the bytes.
        public let index: Int
        /// Infinity, minus infinity or NaN.
        public let value: Float

        /// `nan`, whatever its sign and payload are, `inf` or `-inf`.
        public var text: String { value.isNaN ? "nan" : "\(value)" }
    }

    /// No numbers yet.
    public init() {}

    /// Counts some more numbers of one tensor, whole elements; numbers of a type that is not floating-point are finite.
    public mutating func add(_ elements: Span<UInt8>, of type: ElementType) {
        let size = elements.count / type.byteCount
        defer { total += size }
        let found = Self.count(in: elements, of: type)
        guard found > 0 else { return }
        count += found
        guard first == nil else { return }
        let index = Self.firstIndex(in: elements, of: type, size)
        let element = elements.extracting(index * type.byteCount..<(index + 1) * type.byteCount)
        first = decodeFloats(element, of: type).map { First(index: total + index, value: $0[0]) }
    }

    private static func count(in elements: Span<UInt8>, of type: ElementType) -> Int {
        guard let floatType = type.floatType else { return 0 }
        let count = elements.count / type.byteCount
        // The kernel reads `count` elements, all of which lie in the span.
        return unsafe elements.withUnsafeBytes {
            unsafe clip_count_non_finite(floatType, $0.baseAddress, count)
        }
    }

    /// The first of some elements that is not finite, of which there is one: by halves, which costs as much as
    /// counting them once more.
    private static func firstIndex(in elements: Span<UInt8>, of type: ElementType, _ size: Int) -> Int {
        var (start, length) = (0, size)
        while length > 1 {
            let half = start..<start + length / 2
            let bytes = elements.extracting(
                half.lowerBound * type.byteCount..<half.upperBound * type.byteCount)
            if count(in: bytes, of: type) > 0 {
                length = half.count
            } else {
                (start, length) = (half.upperBound, length - half.count)
            }
        }
        return start
    }
}

extension NonFiniteNumbers: CustomStringConvertible {
    /// `element 5 is nan, 3 of 4096 are not finite`, or that all are finite.
    public var description: String {
        guard let first else { return "all \(total) are finite" }
        return "element \(first.index) is \(first.text), \(count) of \(total) are not finite"
    }
}

/// How far stored weights are from those that they stand for; sums are kept in float64.
public struct QuantizationError: Sendable, Hashable {
    /// The largest difference of two elements.
    public private(set) var maximumAbsolute = 0.0
    private var squaredDifference = 0.0
    private var squaredOriginal = 0.0
    private var squaredRestored = 0.0
    private var product = 0.0

    /// No weights compared yet, and so no error.
    public init() {}

    /// Compares some more weights, element by element; both spans are equally long.
    public mutating func add(original: Span<Float>, restored: Span<Float>) {
        precondition(original.count == restored.count, "as many restored weights as original ones")
        for index in original.indices {
            let (before, after) = (Double(original[index]), Double(restored[index]))
            maximumAbsolute = max(maximumAbsolute, (before - after).magnitude)
            squaredDifference += (before - after) * (before - after)
            squaredOriginal += before * before
            squaredRestored += after * after
            product += before * after
        }
    }

    /// Length of the difference as a part of the original's length; 0 where nothing differs, infinite where
    /// only the original is all zeros.
    public var relative: Double {
        squaredDifference == 0 ? 0 : (squaredDifference / squaredOriginal).squareRoot()
    }

    /// Cosine of the angle between the two; 1 where nothing differs, NaN where just one is all zeros.
    public var cosine: Double {
        squaredDifference == 0 ? 1 : product / (squaredOriginal * squaredRestored).squareRoot()
    }
}

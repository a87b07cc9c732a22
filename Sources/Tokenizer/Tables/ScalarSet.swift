/// A set of code points as ranges, to ask for membership.
struct ScalarSet: Sendable {
    private let ranges: [ClosedRange<Unicode.Scalar>]

    /// Ranges in ascending order that do not touch.
    init(_ ranges: [ClosedRange<Unicode.Scalar>]) {
        self.ranges = ranges
    }

    /// Whether a code point is in one of the ranges.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar)
    }
}

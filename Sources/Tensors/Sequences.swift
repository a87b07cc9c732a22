/// Rows of a matrix that belong together, such as the tokens of one text: runs that follow one another.
///
/// Sequences that begin alike may have their beginning in common, so that it stands in the matrix once, with the first
/// of them.
public struct Sequences: Sendable, Equatable {
    /// Where each begins, and behind the last where that one ends.
    public let starts: [Int]
    /// Of each, how many rows stand before its own: the first of the sequence before it, its beginning included.
    public let shared: [Int]

    /// Sequences of these lengths.
    ///
    /// - Parameter shared: how long each one's beginning in common with the one before it is, which does not count in
    ///   `lengths`; nothing unless given.
    public init(lengths: [Int], shared: [Int]? = nil) {
        let shared = shared ?? [Int](repeating: 0, count: lengths.count)
        precondition(shared.count == lengths.count && shared.first ?? 0 == 0, "the first has none before it")
        for index in shared.indices.dropFirst() {
            precondition(
                (0...shared[index - 1] + lengths[index - 1]).contains(shared[index]),
                "more in common than there is")
        }
        self.shared = shared
        var starts = [0]
        for length in lengths {
            precondition(length >= 0, "a sequence has no negative length")
            starts.append(starts[starts.count - 1] + length)
        }
        self.starts = starts
    }

    /// As many sequences of one length.
    public init(count: Int, length: Int) {
        self.init(lengths: [Int](repeating: length, count: count))
    }

    /// How many.
    public var count: Int { starts.count - 1 }
    /// Rows of all of them.
    public var rows: Int { starts[count] }

    /// Whether any has its beginning in common with another.
    public var haveSharedBeginnings: Bool { shared.contains { $0 > 0 } }
    /// Rows of the longest, its beginning included.
    public var longest: Int { indices.map { shared[$0] + self[$0].count }.max() ?? 0 }
    /// Of all sequences.
    public var indices: Range<Int> { 0..<count }

    /// The rows of one that are its own.
    public subscript(index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }
}

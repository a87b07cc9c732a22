/// Rows of a matrix that belong together, such as the tokens of one text: runs that follow one another.
public struct Sequences: Sendable, Equatable {
    /// Where each begins, and behind the last where that one ends.
    public let starts: [Int]

    /// Sequences of these lengths.
    public init(lengths: [Int]) {
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

    /// The rows of one.
    public subscript(index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }
}

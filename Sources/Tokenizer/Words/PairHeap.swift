/// Pairs that may merge, the one of lowest rank at the top, and of equal rank the one in front.
struct PairHeap {
    /// A pair that had this rank at this position when it was put in.
    struct Candidate: Comparable {
        let rank: UInt16
        let position: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.rank, left.position) < (right.rank, right.position)
        }
    }

    private var candidates: [Candidate] = []

    /// Puts a pair in.
    mutating func insert(_ candidate: Candidate) {
        candidates.append(candidate)
        var child = candidates.count - 1
        while child > 0, candidates[child] < candidates[(child - 1) / 2] {
            candidates.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first pair out, or nil where none is left.
    mutating func popFirst() -> Candidate? {
        guard let last = candidates.popLast() else { return nil }
        guard let first = candidates.first else { return last }
        candidates[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < candidates.count else { return first }
            if child + 1 < candidates.count, candidates[child + 1] < candidates[child] { child += 1 }
            guard candidates[child] < candidates[parent] else { return first }
            candidates.swapAt(child, parent)
            parent = child
        }
    }
}

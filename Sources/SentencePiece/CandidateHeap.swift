/// A pair that may merge.
struct Candidate {
    let score: Float
    /// Index of the piece in front.
    let left: Int
    /// Where the pair ended when it was put in.
    let end: Int

    func isBefore(_ other: Candidate) -> Bool {
        score > other.score || score == other.score && left < other.left
    }
}

/// Candidates, the first to merge at the top.
struct CandidateHeap {
    private var items: [Candidate] = []

    mutating func insert(_ candidate: Candidate) {
        items.append(candidate)
        var child = items.count - 1
        while child > 0, items[child].isBefore(items[(child - 1) / 2]) {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popFirst() -> Candidate? {
        guard let last = items.popLast() else { return nil }
        guard let first = items.first else { return last }
        items[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < items.count else { return first }
            if child + 1 < items.count, items[child + 1].isBefore(items[child]) { child += 1 }
            guard items[child].isBefore(items[parent]) else { return first }
            items.swapAt(child, parent)
            parent = child
        }
    }
}

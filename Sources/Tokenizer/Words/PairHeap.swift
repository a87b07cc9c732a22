/// Pairs that may merge, the one of lowest rank at the top, and of equal rank the one in front.
struct PairHeap {
    /// A pair that had this rank at this position when it was put in.
    struct Candidate {
        /// Rank above position, so that one comparison of numbers compares both.
        fileprivate let key: UInt64

        /// The pair of a rank at a position, which is below 2^32.
        init(rank: UInt16, position: Int) {
            key = UInt64(rank) << 32 | UInt64(position)
        }

        /// The rank that the pair had.
        var rank: UInt16 { UInt16(key >> 32) }
        /// Where it had it.
        var position: Int { Int(key & 0xFFFF_FFFF) }
    }

    private var keys: [UInt64] = []

    /// Puts a pair in.
    mutating func insert(_ candidate: Candidate) {
        keys.append(candidate.key)
        var child = keys.count - 1
        while child > 0, keys[child] < keys[(child - 1) / 2] {
            keys.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first pair out, or nil where none is left.
    mutating func popFirst() -> Candidate? {
        guard let last = keys.popLast() else { return nil }
        guard let first = keys.first else { return Candidate(key: last) }
        keys[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < keys.count else { return Candidate(key: first) }
            if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
            guard keys[child] < keys[parent] else { return Candidate(key: first) }
            keys.swapAt(child, parent)
            parent = child
        }
    }
}

extension PairHeap.Candidate {
    fileprivate init(key: UInt64) {
        self.key = key
    }
}

/// The pieces of a text while they merge: a linked list of ranges of its bytes.
struct PieceChain {
    /// Where each piece ends; it begins where it stands in `starts`.
    private var ends: [Int32] = []
    private var starts: [Int32] = []
    private var next: [Int32]
    private var previous: [Int32]
    private var isGone: [Bool]
    /// Whether a piece is the user's own and never merges.
    private var isFrozen: [Bool] = []
    private static let none: Int32 = -1

    /// One piece for each character, and for each user-defined piece; a text has fewer than 2^31 bytes.
    init(_ text: [UInt8], userDefined: PieceTrie) {
        var position = 0
        while position < text.count {
            let match = userDefined.isEmpty ? nil : userDefined.longestMatch(text, at: position)
            let length = match ?? min(characterLength(text[position]), text.count - position)
            starts.append(Int32(position))
            position += length
            ends.append(Int32(position))
            isFrozen.append(match != nil)
        }
        let count = starts.count
        next = (0..<count).map { $0 + 1 < count ? Int32($0 + 1) : Self.none }
        previous = (0..<count).map { Int32($0) - 1 }
        isGone = [Bool](repeating: false, count: count)
    }

    /// The pieces there were at first.
    var indices: Range<Int> { starts.indices }

    /// The bytes of a piece and the one behind it; nil where there are not two, or one never merges.
    func pair(at index: Int) -> Range<Int>? {
        guard !isGone[index], !isFrozen[index], next[index] != Self.none, !isFrozen[Int(next[index])] else {
            return nil
        }
        return Int(starts[index])..<Int(ends[Int(next[index])])
    }

    /// Where a piece ends.
    func end(of index: Int) -> Int { Int(ends[index]) }

    /// The piece in front, nil at the start.
    func index(before index: Int) -> Int? {
        previous[index] == Self.none ? nil : Int(previous[index])
    }

    /// Makes one piece of the two at an index.
    mutating func mergePair(at index: Int) {
        let right = Int(next[index])
        ends[index] = ends[right]
        isGone[right] = true
        next[index] = next[right]
        if next[right] != Self.none { previous[Int(next[right])] = Int32(index) }
    }

    /// The bytes of each piece that is left.
    var ranges: [Range<Int>] {
        indices.filter { !isGone[$0] }.map { Int(starts[$0])..<Int(ends[$0]) }
    }
}

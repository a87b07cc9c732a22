/// The tokens of a word while they merge: a list in which each keeps the position of its first byte.
struct TokenChain {
    private var tokens: [UInt16]
    private var next: [Int32]
    private var previous: [Int32]
    private var isGone: [Bool]
    private static let none: Int32 = -1

    /// One token for each byte, the last one with the mark of a word's end.
    ///
    /// A word has fewer than 2^31 bytes, as the text that it comes from.
    init(word bytes: ArraySlice<UInt8>) {
        let count = bytes.count
        tokens = bytes.map { ByteTokens.ids[Int($0)] }
        if let last = tokens.indices.last { tokens[last] += ByteTokens.endOfWord }
        next = (0..<count).map { $0 + 1 < count ? Int32($0 + 1) : Self.none }
        previous = (0..<count).map { Int32($0) - 1 }
        isGone = [Bool](repeating: false, count: count)
    }

    /// The token at a position and the one behind it, or nil where there are not two.
    func pair(at position: Int) -> MergeTable.Pair? {
        guard !isGone[position], next[position] != Self.none else { return nil }
        return MergeTable.Pair(left: tokens[position], right: tokens[Int(next[position])])
    }

    /// The position of the token in front, or nil at the start.
    func position(before position: Int) -> Int? {
        previous[position] == Self.none ? nil : Int(previous[position])
    }

    /// Puts one token in the place of the two at a position.
    mutating func mergePair(at position: Int, into token: UInt16) {
        let right = Int(next[position])
        tokens[position] = token
        isGone[right] = true
        next[position] = next[right]
        if next[right] != Self.none { previous[Int(next[right])] = Int32(position) }
    }

    /// Appends the tokens, front to back.
    func append(to result: inout [Int32]) {
        for (token, isGone) in zip(tokens, isGone) where !isGone { result.append(Int32(token)) }
    }
}

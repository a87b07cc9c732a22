/// Turns a word's bytes into tokens: `SimpleTokenizer.bpe` of openai/CLIP.
///
/// The pair of lowest rank is merged first, and of equal pairs the one in front. The original looks at all
/// pairs again after each merge; here they wait in a heap and the tokens are a linked list, so that a word
/// of n bytes takes n log n steps. Both merge in the same order: a merge's token only occurs in pairs of
/// higher rank, so that nothing new can overtake what is already waiting.
struct BytePairEncoder: Sendable {
    let merges: MergeTable

    /// Appends the tokens of a word to `tokens`.
    func encode(word bytes: ArraySlice<UInt8>, into tokens: inout [Int32]) {
        var chain = TokenChain(word: bytes)
        var waiting = PairHeap()
        for position in 0..<max(bytes.count - 1, 0) { consider(position, chain, &waiting) }
        while let candidate = waiting.popFirst() {
            let position = candidate.position
            // A neighbour's merge may have taken one of the two away since.
            guard let pair = chain.pair(at: position), merges.rank(of: pair) == candidate.rank else {
                continue
            }
            chain.mergePair(at: position, into: merges.token(ofRank: candidate.rank))
            consider(position, chain, &waiting)
            if let previous = chain.position(before: position) { consider(previous, chain, &waiting) }
        }
        chain.append(to: &tokens)
    }

    private func consider(_ position: Int, _ chain: TokenChain, _ waiting: inout PairHeap) {
        guard let pair = chain.pair(at: position), let rank = merges.rank(of: pair) else { return }
        waiting.insert(PairHeap.Candidate(rank: rank, position: position))
    }
}

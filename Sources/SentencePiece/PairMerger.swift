/// Merges neighbouring pieces, the pair that makes the piece of the highest score first and of equal ones the
/// leftmost: `bpe::Model::Encode` of google/sentencepiece.
///
/// Candidates wait in a heap and the pieces are a linked list, so that n bytes take n log n steps.
struct PairMerger: Sendable {
    private let trie: PieceTrie
    private let userDefined: PieceTrie
    private let scores: [Float]
    private let kinds: [SentencePieceModel.Kind]
    private let longestPiece: Int

    init(_ model: SentencePieceModel, _ trie: PieceTrie, userDefined: PieceTrie) {
        self.trie = trie
        self.userDefined = userDefined
        scores = model.pieces.map(\.score)
        kinds = model.pieces.map(\.kind)
        longestPiece = model.pieces.map(\.text.utf8.count).max() ?? 0
    }

    /// The pieces of a normalised text, front to back, each with its bytes; nil for those that are not in the
    /// vocabulary.
    func encode(_ text: [UInt8]) -> [(id: Int32?, range: Range<Int>)] {
        var chain = PieceChain(text, userDefined: userDefined)
        var waiting = CandidateHeap()
        // Unused pieces take part in merging and are taken apart again: how each was made.
        var halves: [Range<Int>: Int] = [:]

        func consider(_ left: Int, _ chain: PieceChain) {
            guard let pair = chain.pair(at: left), pair.count <= longestPiece,
                let id = trie.id(of: pair, in: text)
            else { return }
            waiting.insert(Candidate(score: scores[Int(id)], left: left, end: pair.upperBound))
            if kinds[Int(id)] == .unused { halves[pair] = chain.end(of: left) }
        }

        for index in chain.indices.dropLast() { consider(index, chain) }
        while let candidate = waiting.popFirst() {
            // A neighbour's merge may have taken one of the two away since.
            guard chain.pair(at: candidate.left)?.upperBound == candidate.end else { continue }
            chain.mergePair(at: candidate.left)
            consider(candidate.left, chain)
            if let previous = chain.index(before: candidate.left) { consider(previous, chain) }
        }
        var result: [(id: Int32?, range: Range<Int>)] = []
        for range in chain.ranges { append(range, of: text, halves, to: &result) }
        return result
    }

    private func append(
        _ whole: Range<Int>, of text: [UInt8], _ halves: [Range<Int>: Int],
        to result: inout [(id: Int32?, range: Range<Int>)]
    ) {
        var rest = [whole]
        while let range = rest.popLast() {
            let id = trie.id(of: range, in: text)
            if let id, kinds[Int(id)] == .unused, let middle = halves[range] {
                rest.append(middle..<range.upperBound)
                rest.append(range.lowerBound..<middle)
            } else {
                result.append((id, range))
            }
        }
    }
}

/// Cuts a text into the sequence of pieces with the highest sum of scores (Kudo 2018, section 3.2).
///
/// Viterbi's algorithm front to back, as `Model::EncodeOptimized` of google/sentencepiece: each position
/// keeps the best way to it, of equal ones the first. Sums are made in single precision, as there, so that
/// ties fall alike.
struct UnigramEncoder: Sendable {
    private let trie: PieceTrie
    private let scores: [Float]
    private let kinds: [SentencePieceModel.Kind]
    private let unknown: Int32
    private let unknownScore: Float
    private let largestScore: Float

    init(_ model: SentencePieceModel, _ trie: PieceTrie) {
        self.trie = trie
        scores = model.pieces.map(\.score)
        kinds = model.pieces.map(\.kind)
        unknown = model.unknown
        let normal = model.pieces.lazy.filter { $0.kind == .normal }.map(\.score)
        // What no piece covers is worse than the worst piece by a factor of e^10.
        unknownScore = (normal.min() ?? 0) - 10
        // Scores are logarithms and below zero: a user-defined piece is then worth about -0.1.
        largestScore = max(normal.max() ?? 0, .leastNormalMagnitude)
    }

    /// The best way to a position: its sum, its last piece and where that begins.
    private struct Way {
        var sum: Float = 0
        var start: Int32 = -1
        var piece: Int32 = -1
    }

    /// The pieces of a normalised text, front to back, each with its bytes.
    func encode(_ text: [UInt8]) -> [(id: Int32, range: Range<Int>)] {
        var ways = [Way](repeating: Way(), count: text.count + 1)
        var start = 0
        while start < text.count {
            let sum = ways[start].sum
            let character = min(characterLength(text[start]), text.count - start)
            var coversCharacter = false
            var (node, position) = (PieceTrie.root, start)
            while position < text.count, let next = trie.step(from: node, text[position]) {
                node = next
                position += 1
                let id = trie.value(at: node)
                guard id >= 0, kinds[Int(id)] != .unused else { continue }
                let length = position - start
                consider(id, score(of: id, length), after: sum, from: start, &ways[position])
                if length == character { coversCharacter = true }
            }
            if !coversCharacter {
                let candidate = unknownScore + sum
                let end = start + character
                if ways[end].start < 0 || candidate > ways[end].sum {
                    ways[end] = Way(sum: candidate, start: Int32(start), piece: unknown)
                }
            }
            start += character
        }
        return path(ways)
    }

    /// A user-defined piece is worth more than any others for the same bytes.
    @inline(__always)
    private func score(of id: Int32, _ length: Int) -> Float {
        kinds[Int(id)] == .userDefined ? Float(length) * largestScore - 0.1 : scores[Int(id)]
    }

    @inline(__always)
    private func consider(_ id: Int32, _ score: Float, after sum: Float, from start: Int, _ way: inout Way) {
        let candidate = score + sum
        if way.start < 0 || candidate > way.sum {
            way = Way(sum: candidate, start: Int32(start), piece: id)
        }
    }

    private func path(_ ways: [Way]) -> [(id: Int32, range: Range<Int>)] {
        var path: [(id: Int32, range: Range<Int>)] = []
        var end = ways.count - 1
        while end > 0 {
            let start = Int(ways[end].start)
            path.append((ways[end].piece, start..<end))
            end = start
        }
        return path.reversed()
    }
}

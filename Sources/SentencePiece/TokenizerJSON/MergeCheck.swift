import ByteIO
import StrictJSON

/// Checks that merges are those of a SentencePiece model: each normal piece is made of any two that make it, and the pieces
/// of lower ids are made first.
struct MergeCheck {
    private let trie: PieceTrie
    private let pieces: [SentencePieceModel.Piece]

    init(_ model: SentencePieceModel, work: inout WorkBudget) throws(FileError) {
        pieces = model.pieces
        var trie = PieceTrie()
        for (id, piece) in pieces.enumerated() {
            try work.charge(piece.text.utf8.count, .steps, for: "the pieces' tree")
            trie.insert(piece.text, id: Int32(id))
        }
        self.trie = trie
    }

    func check(_ place: JSONPlace, work: inout WorkBudget) throws(FileError) {
        guard let merges = place.value?.array else { throw place.malformed("they are missing") }
        try work.charge(merges.count, .nodes, for: "the merges")
        var counts = [Int32](repeating: 0, count: pieces.count)
        var last: Int32 = 0
        for (index, merge) in merges.enumerated() {
            let (left, right) = try halves(merge, at: "\(place.place)[\(index)]")
            let whole = left + right
            try work.charge(2 * whole.count, .steps, for: "the merges")
            guard id(of: left[...]) != nil, id(of: right[...]) != nil, let id = id(of: whole[...]) else {
                throw FileError(
                    .malformed, at: "\(place.place)[\(index)]",
                    found: "a half of it, or what it makes, is no piece")
            }
            // Others are never merged: texts do not contain them, or they are taken whole.
            guard pieces[Int(id)].kind == .normal, isNormal(left), isNormal(right) else { continue }
            guard id >= last else {
                throw FileError(
                    .unsupported, at: "\(place.place)[\(index)]",
                    found: "piece \(id) is made after piece \(last)",
                    allowed: "the order of a SentencePiece model")
            }
            last = id
            counts[Int(id)] += 1
        }
        try checkCounts(counts, at: place, work: &work)
    }

    /// Both are right if there are as many merges of each piece as there are ways to make it.
    private func checkCounts(
        _ counts: [Int32], at place: JSONPlace, work: inout WorkBudget
    ) throws(FileError) {
        for (id, piece) in pieces.enumerated() where piece.kind == .normal {
            let bytes = Array(piece.text.utf8)
            var (node, ways) = (PieceTrie.root, Int32(0))
            for end in 1..<bytes.count {
                guard let next = trie.step(from: node, bytes[end - 1]) else { break }
                node = next
                let left = trie.value(at: node)
                guard left >= 0, pieces[Int(left)].kind == .normal else { continue }
                try work.charge(bytes.count - end, .steps, for: "the ways to make the pieces")
                if isNormal(Array(bytes[end...])) { ways += 1 }
            }
            guard ways == counts[id] else {
                throw place.unsupported(
                    "\(counts[id]) merges make piece \(id)", "\(ways), as in a SentencePiece model")
            }
        }
    }

    /// A pair, or two texts with a space between them in older files.
    private func halves(_ merge: JSONValue, at place: String) throws(FileError) -> ([UInt8], [UInt8]) {
        if let pair = merge.array, pair.count == 2, let left = pair[0].string, let right = pair[1].string {
            return (Array(left.utf8), Array(right.utf8))
        }
        if let text = merge.string {
            let bytes = Array(text.utf8)
            let halves = bytes.split(separator: 0x20, omittingEmptySubsequences: false)
            if halves.count == 2 { return (Array(halves[0]), Array(halves[1])) }
        }
        throw FileError(.malformed, at: place, found: "it is no pair of pieces")
    }

    private func id(of bytes: ArraySlice<UInt8>) -> Int32? {
        let bytes = Array(bytes)
        return bytes.isEmpty ? nil : trie.id(of: bytes.indices, in: bytes)
    }

    private func isNormal(_ bytes: [UInt8]) -> Bool {
        id(of: bytes[...]).map { pieces[Int($0)].kind == .normal } ?? false
    }
}

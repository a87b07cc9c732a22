import ByteIO
import StrictJSON

extension TokenizerJSON {
    /// The tables of a `Unigram` model: pieces with their scores, in the order of their ids.
    static func unigram(
        _ place: JSONPlace, _ steps: TokenizerSteps, _ added: AddedTokens, work: inout WorkBudget
    ) throws(FileError) -> SentencePieceModel {
        let items = place["vocab"].value?.array ?? []
        try requirePieceCount(items.count, at: place["vocab"])
        try work.charge(items.count, .nodes, for: "the vocabulary")
        var (texts, scores): ([String], [Float]) = ([], [])
        texts.reserveCapacity(items.count)
        scores.reserveCapacity(items.count)
        for (id, item) in items.enumerated() {
            guard let pair = item.array, pair.count == 2, let text = pair[0].string,
                let score = pair[1].number.map(Float.init), score.isFinite
            else {
                throw FileError(
                    .malformed, at: "model.vocab[\(id)]", found: "it is no piece and finite score")
            }
            texts.append(text)
            scores.append(score)
        }
        let fallsBack = place["byte_fallback"].value?.bool ?? false
        return try SentencePieceModel(
            algorithm: .unigram,
            pieces: added.pieces(
                texts, scores, unknown: place["unk_id"].value?.integer ?? -1, fallsBackToBytes: fallsBack),
            fallsBackToBytes: fallsBack, normalization: steps.normalization)
    }

    static func requirePieceCount(_ count: Int, at place: JSONPlace) throws(FileError) {
        guard (1...Limits.pieces).contains(count) else {
            throw place.malformed("\(count) pieces", "1 to \(Limits.pieces)")
        }
    }
}

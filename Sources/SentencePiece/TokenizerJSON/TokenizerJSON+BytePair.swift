import ByteIO
import StrictJSON

extension TokenizerJSON {
    /// The tables of a `BPE` model.
    ///
    /// The file has no scores, but they are known: that of the k-th normal piece is -k, as the trainer writes them. The
    /// merges have to be those that follow from the pieces.
    static func bytePair(
        _ place: JSONPlace, _ steps: TokenizerSteps, _ added: AddedTokens, work: inout WorkBudget
    ) throws(FileError) -> SentencePieceModel {
        try place["fuse_unk"].require(true)
        try place["ignore_merges"].require(false)
        for key in ["dropout", "continuing_subword_prefix", "end_of_word_suffix"] {
            try place[key].requireNothing()
        }
        let fallsBack = place["byte_fallback"].value?.bool ?? false
        var texts = try vocabulary(place["vocab"], work: &work)
        let unknown = place["unk_token"].value?.string
        let unknownID = texts.firstIndex { text in unknown?.utf8.elementsEqual(text.utf8) ?? false }
        if fallsBack { restoreTab(&texts) }
        let unscored = try added.pieces(
            texts, [Float](repeating: 0, count: texts.count), unknown: unknownID ?? -1,
            fallsBackToBytes: fallsBack)
        var normalCount = 0
        let pieces = unscored.map { piece in
            guard piece.kind == .normal else { return piece }
            normalCount += 1
            return SentencePieceModel.Piece(text: piece.text, score: Float(1 - normalCount), kind: .normal)
        }
        let model = try SentencePieceModel(
            algorithm: .bytePair, pieces: pieces, fallsBackToBytes: fallsBack,
            normalization: steps.normalization)
        try MergeCheck(model, work: &work).check(place["merges"], work: &work)
        return model
    }

    /// The pieces by their ids, which have no gaps.
    private static func vocabulary(_ place: JSONPlace, work: inout WorkBudget) throws(FileError) -> [String] {
        let members = place.value?.object?.members ?? []
        try requirePieceCount(members.count, at: place)
        try work.charge(members.count, .nodes, for: "the vocabulary")
        var texts = [String?](repeating: nil, count: members.count)
        for member in members {
            guard let id = member.value.integer, texts.indices.contains(id), texts[id] == nil else {
                throw place.malformed(
                    "the id of '\(member.key)' is none, is there twice, or is not below \(members.count)")
            }
            texts[id] = member.key
        }
        return texts.compactMap(\.self)
    }

    /// Gemma's files have a tab in the place of its byte, which other programs add when they convert the model.
    private static func restoreTab(_ texts: inout [String]) {
        guard let tab = texts.firstIndex(of: "\t"), tab > 0, texts[tab - 1] == "<0x08>",
            !texts.contains("<0x09>")
        else { return }
        texts[tab] = "<0x09>"
    }
}

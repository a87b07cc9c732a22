package import ByteIO

/// Turns texts into the ids of a SentencePiece model, as `SentencePieceProcessor::Encode` of
/// google/sentencepiece does.
///
/// No marks are added at the start and end, and no text becomes a control piece: those are the model
/// family's.
package struct SentencePieceTokenizer: Sendable {
    /// The tables.
    package let model: SentencePieceModel

    private let normalizer: Normalizer
    private let encoder: Encoder
    private let byteIDs: [Int32]?

    private enum Encoder: Sendable {
        case unigram(UnigramEncoder)
        case bytePair(PairMerger)
    }

    /// A tokenizer of these tables.
    ///
    /// - Throws: `malformed` where the character map is none.
    package init(_ model: SentencePieceModel) throws(FileError) {
        self.model = model
        let pieces = PieceTrie(model, ofKinds: [.normal, .userDefined, .unused])
        let userDefined = PieceTrie(model, ofKinds: [.userDefined])
        normalizer = try Normalizer(model.normalization, userDefined: userDefined)
        encoder =
            switch model.algorithm {
            case .unigram: .unigram(UnigramEncoder(model, pieces))
            case .bytePair: .bytePair(PairMerger(model, pieces, userDefined: userDefined))
            }
        byteIDs = model.fallsBackToBytes ? model.byteIDs() : nil
    }

    /// The text's ids.
    ///
    /// Characters that no piece covers become their bytes where the model has pieces for those, else the
    /// unknown piece, one for a whole run of them.
    package func encode(_ text: String) -> [Int32] {
        let bytes = normalizer.normalize(Array(text.utf8))
        var ids: [Int32] = []
        var followsUnknown = false
        func append(_ id: Int32, _ range: Range<Int>) {
            let isUnknown = id == model.unknown
            if isUnknown, let byteIDs {
                for byte in bytes[range] { ids.append(byteIDs[Int(byte)]) }
            } else if !isUnknown || !followsUnknown {
                ids.append(id)
            }
            followsUnknown = isUnknown
        }
        switch encoder {
        case .unigram(let encoder): for (id, range) in encoder.encode(bytes) { append(id, range) }
        case .bytePair(let merger):
            for (id, range) in merger.encode(bytes) { append(id ?? model.unknown, range) }
        }
        return ids
    }
}

extension PieceTrie {
    /// A tree of a model's pieces of some kinds.
    fileprivate init(_ model: SentencePieceModel, ofKinds kinds: Set<SentencePieceModel.Kind>) {
        self.init()
        for (id, piece) in model.pieces.enumerated() where kinds.contains(piece.kind) {
            insert(piece.text, id: Int32(id))
        }
    }
}

package import ByteIO

/// The tables of a SentencePiece tokenizer as plain arrays, as a file of weights stores them.
///
/// One model has one such form, whatever kind of file it was read from.
package struct SentencePieceTables: Sendable, Equatable {
    /// The algorithm (1 unigram, 2 BPE), and each 0 or 1: falls back to bytes, adds a dummy prefix, removes extra spaces,
    /// escapes spaces, treats a space as suffix.
    package var settings: [UInt8]
    /// UTF-8 of all pieces, one behind the other, in the order of their ids.
    package var pieces: [UInt8]
    /// Where each piece ends among those bytes.
    package var ends: [UInt32]
    /// The score of each piece.
    package var scores: [Float]
    /// The kind of each piece, by its number in a SentencePiece model.
    package var kinds: [UInt8]
    /// The character map; empty without.
    package var characterMap: [UInt8]

    /// Tables that nobody has checked.
    package init(
        settings: [UInt8], pieces: [UInt8], ends: [UInt32], scores: [Float], kinds: [UInt8],
        characterMap: [UInt8]
    ) {
        self.settings = settings
        self.pieces = pieces
        self.ends = ends
        self.scores = scores
        self.kinds = kinds
        self.characterMap = characterMap
    }
}

extension SentencePieceModel {
    /// The model as plain arrays.
    package var tables: SentencePieceTables {
        var (bytes, ends): ([UInt8], [UInt32]) = ([], [])
        for piece in pieces {
            bytes += Array(piece.text.utf8)
            // A million pieces of 256 bytes at most.
            ends.append(UInt32(bytes.count))
        }
        let flags = [
            fallsBackToBytes, normalization.addsDummyPrefix, normalization.removesExtraSpaces,
            normalization.escapesSpaces, normalization.treatsSpaceAsSuffix,
        ]
        return SentencePieceTables(
            settings: [algorithm == .unigram ? 1 : 2] + flags.map { $0 ? 1 : 0 }, pieces: bytes, ends: ends,
            scores: pieces.map(\.score), kinds: pieces.map(\.kind.rawValue),
            characterMap: normalization.characterMap)
    }

    /// The model of plain arrays.
    ///
    /// - Throws: `malformed` where they do not fit together, or are what no model's are.
    package init(_ tables: SentencePieceTables) throws(FileError) {
        let count = tables.ends.count
        guard (1...Limits.pieces).contains(count), tables.scores.count == count, tables.kinds.count == count
        else {
            throw FileError(
                .malformed, at: "the tokenizer's tables",
                found: "\(count) pieces with \(tables.scores.count) scores and \(tables.kinds.count) kinds",
                allowed: "as many of each, 1 to \(Limits.pieces)")
        }
        let settings = tables.settings
        guard settings.count == 6, (1...2).contains(settings[0]), settings.dropFirst().allSatisfy({ $0 <= 1 })
        else {
            throw FileError(
                .malformed, at: "the tokenizer's settings", found: "\(settings.prefix(8))",
                allowed: "an algorithm, 1 or 2, and five flags")
        }
        var pieces: [Piece] = []
        pieces.reserveCapacity(count)
        var start = 0
        for (id, end) in tables.ends.enumerated() {
            let length = Int(end) - start
            guard (1...Limits.pieceBytes).contains(length), Int(end) <= tables.pieces.count else {
                throw FileError(
                    .malformed, at: "piece \(id)", found: "it ends at \(end) and begins at \(start)",
                    allowed: "1 to \(Limits.pieceBytes) bytes of \(tables.pieces.count)")
            }
            guard let kind = Kind(rawValue: tables.kinds[id]) else {
                throw FileError(.malformed, at: "piece \(id)", found: "it is of an unknown kind")
            }
            guard tables.scores[id].isFinite else {
                throw FileError(.malformed, at: "piece \(id)", found: "its score is not a finite number")
            }
            let text = try FileError.requireText(
                tables.pieces[start..<Int(end)], "a piece", at: "piece \(id)")
            pieces.append(Piece(text: text, score: tables.scores[id], kind: kind))
            start = Int(end)
        }
        guard start == tables.pieces.count else {
            throw FileError(
                .malformed, at: "the tokenizer's pieces", found: "\(tables.pieces.count) bytes",
                allowed: "\(start), as the pieces have")
        }
        try self.init(
            algorithm: settings[0] == 1 ? .unigram : .bytePair, pieces: pieces,
            fallsBackToBytes: settings[1] == 1,
            normalization: Normalization(
                characterMap: tables.characterMap, addsDummyPrefix: settings[2] == 1,
                removesExtraSpaces: settings[3] == 1, escapesSpaces: settings[4] == 1,
                treatsSpaceAsSuffix: settings[5] == 1))
    }
}

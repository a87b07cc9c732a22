import ByteIO
import StrictJSON

/// The tokens of a `tokenizer.json` that are found in texts before any others.
///
/// In the SentencePiece model they are of two kinds: special ones, which no text contains, and the user's own.
struct AddedTokens {
    private let tokens: [Int: (content: String, isSpecial: Bool)]
    private let place: JSONPlace

    init(_ place: JSONPlace, work: inout WorkBudget) throws(FileError) {
        var tokens: [Int: (content: String, isSpecial: Bool)] = [:]
        let items = place.value?.array ?? []
        try work.charge(items.count, .nodes, for: "the added tokens")
        for index in items.indices {
            let item = JSONPlace(items[index], at: "\(place.place)[\(index)]")
            guard let id = item["id"].value?.integer, let content = item["content"].value?.string else {
                throw item.malformed("it has no id or no content")
            }
            let token = (content, item["special"].value?.bool ?? false)
            guard tokens.updateValue(token, forKey: id) == nil else {
                throw item.malformed("the id \(id) is there twice")
            }
        }
        self.tokens = tokens
        self.place = place
    }

    /// The vocabulary with the kind of each piece.
    ///
    /// Tokens behind the vocabulary are left out: no text has them.
    func pieces(
        _ texts: [String], _ scores: [Float], unknown: Int, fallsBackToBytes: Bool
    ) throws(FileError) -> [SentencePieceModel.Piece] {
        var pieces: [SentencePieceModel.Piece] = []
        pieces.reserveCapacity(texts.count)
        for (id, text) in texts.enumerated() {
            guard (1...Limits.pieceBytes).contains(text.utf8.count) else {
                throw FileError(
                    .malformed, at: "piece \(id)", found: "a piece has \(text.utf8.count) bytes",
                    allowed: "1 to \(Limits.pieceBytes)")
            }
            let added = tokens[id]
            if let added, !added.content.utf8.elementsEqual(text.utf8) {
                throw place.malformed("token \(id) is '\(added.content)'", "'\(text)', as the vocabulary has")
            }
            let kind: SentencePieceModel.Kind =
                if id == unknown {
                    .unknown
                } else if let added {
                    added.isSpecial ? .control : .userDefined
                } else {
                    fallsBackToBytes && Self.byte(of: text) != nil ? .byte : .normal
                }
            pieces.append(SentencePieceModel.Piece(text: text, score: scores[id], kind: kind))
        }
        return pieces
    }

    /// The byte that a piece such as `<0x0A>` stands for.
    private static func byte(of text: String) -> UInt8? {
        guard text.utf8.count == 6, text.hasPrefix("<0x"), text.hasSuffix(">") else { return nil }
        return UInt8(text.dropFirst(3).dropLast(), radix: 16)
    }
}

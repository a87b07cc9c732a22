import SentencePiece

/// Writes the messages of a SentencePiece model, right and wrong.
enum ModelBytes {
    static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes): (UInt64, [UInt8]) = (value, [])
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    static func message(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(content.count)) + content
    }

    static func score(_ value: Float) -> [UInt8] {
        let bits = value.bitPattern
        return [21] + (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }

    static func piece(_ text: [UInt8], _ value: Float, _ kind: SentencePieceModel.Kind = .normal) -> [UInt8] {
        message(1, message(1, text) + score(value) + number(3, UInt64(kind.rawValue)))
    }

    static func piece(_ text: String, _ value: Float, _ kind: SentencePieceModel.Kind = .normal) -> [UInt8] {
        piece(Array(text.utf8), value, kind)
    }

    /// A unigram model without normalisation: `<unk>` 0, `a` 1, `b` 2, `ab` 3.
    static var small: [UInt8] {
        piece("<unk>", 0, .unknown) + piece("a", -2) + piece("b", -2) + piece("ab", -3) + plain
    }

    /// No dummy prefix, spaces as they are.
    static var plain: [UInt8] { message(3, number(3, 0) + number(4, 0) + number(5, 0)) }

    /// A character map of one double array and its replacements.
    static func characterMap(_ units: [UInt32], _ replacements: [UInt8]) -> [UInt8] {
        let bytes = ([UInt32(units.count * 4)] + units).flatMap { unit in
            (0..<4).map { UInt8(truncatingIfNeeded: unit >> (8 * $0)) }
        }
        return bytes + replacements
    }
}

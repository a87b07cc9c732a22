/// The names of characters in HTML.
enum EntityTable {
    /// `html.entities.html5` of CPython: names that end with a semicolon, given without it.
    static let closed = names { _ in true }
    /// The names there that also count without a semicolon.
    static let open = names { $0 }
    /// `HTML_ENTITIES` of ftfy beyond those: some names also in capitals.
    static let upperCase = Dictionary(
        uniqueKeysWithValues: TableText.pairs(EntityData.upperCase).map { (String($0.key), $0.value) })
    /// Letters of the longest name in `open`.
    static let longestOpenName = open.keys.map(\.utf8.count).max() ?? 0

    private static func names(where isWanted: (Bool) -> Bool) -> [String: [Unicode.Scalar]] {
        var names: [String: [Unicode.Scalar]] = [:]
        for (key, value) in TableText.pairs(EntityData.html5) where isWanted(key.last == "*") {
            names[key.last == "*" ? String(key.dropLast()) : String(key)] = value
        }
        return names
    }

    /// The character that a number stands for in HTML: `replace_charref` of CPython's `html`.
    ///
    /// Nil is a number too large for any character; nothing comes out for code points that are not allowed.
    static func character(_ number: UInt32?) -> [Unicode.Scalar] {
        switch number {
        case 0: ["\u{FFFD}"]
        case 0x0D: ["\r"]
        case .some(let value) where (0x80...0x9F).contains(value):
            [SingleByteEncoding.windows1252.scalar(UInt8(value))]
        case .some(let value):
            Unicode.Scalar(value).map { isForbidden($0) ? [] : [$0] } ?? ["\u{FFFD}"]
        case nil: ["\u{FFFD}"]
        }
    }

    /// `_invalid_codepoints` there, apart from those that `character` treats before.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: true
        case let value: value & 0xFFFE == 0xFFFE
        }
    }
}

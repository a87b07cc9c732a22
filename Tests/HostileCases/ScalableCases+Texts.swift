// Texts, tokenizer models, names of files and answers of servers.
extension ScalableCases {
    static let texts: [ScalableCase] = [
        text("a long word", size: 100_000) { String(repeating: "a", count: $0) },
        text("a long word of many letters", size: 20_000) { String(repeating: "xyzqj", count: $0) },
        text("words", size: 20_000) { String(repeating: "a dog ", count: $0) },
        text("combining marks", size: 20_000) { marks($0) },
        text("wide letters", size: 20_000) { String(repeating: "\u{4F60}\u{FF21}", count: $0) },
        text("pictures and joiners", size: 10_000) { String(repeating: "\u{1F469}\u{200D}", count: $0) },
        text("entities", size: 20_000) { String(repeating: "&eacute;", count: $0) },
        text("entities in one another", size: 20_000) { "&" + String(repeating: "amp;", count: $0) + "lt;" },
        text("entities that do not end", size: 50_000) { String(repeating: "&amp", count: $0) },
        text("ampersands", size: 100_000) { String(repeating: "&", count: $0) },
        text("wrongly decoded letters", size: 10_000) { String(repeating: "\u{C3}\u{A9} ", count: $0) },
        text("wrongly decoded words", size: 10_000) {
            String(repeating: "\u{E2}\u{20AC}\u{2122}s", count: $0)
        },
        text("white space", size: 100_000) { String(repeating: " \t", count: $0) + "a" },
        text("lines", size: 50_000) { String(repeating: "a\n", count: $0) },
        text("digits and signs", size: 50_000) { String(repeating: "1!", count: $0) },
        text("special tokens", size: 5_000) { String(repeating: "<|endoftext|>", count: $0) },
        text("starts of a special token", size: 50_000) { String(repeating: "<|", count: $0) },
        text("controls of a terminal", size: 20_000) { String(repeating: "\u{1B}[0m", count: $0) },
        parser("text", "bytes that are no text", size: 10_000) { [UInt8](repeating: 0xFF, count: $0) },
    ]

    static let sentencePieces: [ScalableCase] = [
        sentencePiece("pieces", size: 5_000) { pieces((0..<$0).map { "p\($0)" }) },
        sentencePiece("long pieces with one start", size: 500) {
            pieces((0..<$0).map { String(repeating: "p", count: 240) + "\($0)" })
        },
        sentencePiece("a text of one letter", size: 20_000) { text(String(repeating: "a", count: $0)) },
        sentencePiece("a text that pieces overlap in", size: 50_000) { count in
            pieces((2...200).map { String(repeating: "a", count: $0) })
                + text(String(repeating: "a", count: count))
        },
        sentencePiece("a text that pairs are made in, one after another", size: 5_000) { count in
            pieces((2...200).map { String(repeating: "a", count: $0) }) + isBytePair
                + text(String(repeating: "a", count: count))
        },
        sentencePiece("a text of unknown letters", size: 20_000) {
            text(String(repeating: "\u{4F60}", count: $0))
        },
        sentencePiece("a text of combining marks", size: 20_000) {
            text(String(repeating: "\u{301}\u{323}", count: $0))
        },
        sentencePiece("a text of spaces", size: 50_000) { text(String(repeating: " ", count: $0)) },
    ]

    static let names: [ScalableCase] = [
        parser("names", "slashes", size: 200_000) { [UInt8](repeating: 0x2F, count: $0) },
        parser("names", "bytes that are no text", size: 100_000) { [UInt8](repeating: 0xFF, count: $0) },
        parser("names", "controls", size: 100_000) { [UInt8](repeating: 0x1B, count: $0) },
        parser("names", "combining marks", size: 50_000) {
            Array(marks($0).utf8)
        },
        parser("names", "characters that do not show", size: 50_000) {
            Array(String(repeating: "\u{202E}", count: $0).utf8)
        },
    ]

    static let answers: [ScalableCase] = [
        answer("lines", size: 5_000) { (0..<$0).map { "Field-\($0): \($0)\r\n" }.joined() },
        answer("lines of one field", size: 5_000) { String(repeating: "ETag: \"a\"\r\n", count: $0) },
        answer("lines without a colon", size: 10_000) { String(repeating: "x\r\n", count: $0) },
        answer("a long line", size: 100_000) { "ETag: \"" + String(repeating: "x", count: $0) + "\"\r\n" },
        answer("carriage returns", size: 100_000) { String(repeating: "\r", count: $0) + "\n" },
        answer("combining marks", size: 20_000) {
            "ETag: \"" + marks($0) + "\"\r\n"
        },
        answer("interim answers", size: 3_000) {
            String(repeating: "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", count: $0) + "HTTP/1.1 200 OK\r\n"
        },
        answer("a long range", size: 100_000) {
            "Content-Range: bytes " + String(repeating: "-/", count: $0) + "\r\n"
        },
    ]

    private static func text(
        _ name: String, size: Int, _ text: @escaping @Sendable (Int) -> String
    ) -> ScalableCase {
        parser("text", name, size: size) { Array(text($0).utf8) }
    }

    private static func answer(
        _ name: String, size: Int, _ lines: @escaping @Sendable (Int) -> String
    ) -> ScalableCase {
        parser("http", name, size: size) {
            Array("HTTP/1.1 206 Partial Content\r\n\(lines($0))Content-Length: 10\r\n\r\n".utf8)
        }
    }

    // MARK: Messages of a tokenizer model

    private static func sentencePiece(
        _ name: String, size: Int, _ messages: @escaping @Sendable (Int) -> [UInt8]
    ) -> ScalableCase {
        parser("sentencepiece", name, size: size) { count in
            piece("<unk>", kind: 2) + piece("a") + messages(count)
        }
    }

    /// A message, or another field with a length.
    private static func message(_ field: UInt8, _ content: [UInt8]) -> [UInt8] {
        var (rest, length): (Int, [UInt8]) = (content.count, [])
        while rest >= 0x80 {
            length.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return [field << 3 | 2] + length + [UInt8(rest)] + content
    }

    /// A piece of a score of -1.
    private static func piece(_ text: String, kind: UInt8 = 1) -> [UInt8] {
        message(1, message(1, Array(text.utf8)) + [21, 0, 0, 0x80, 0xBF, 24, kind])
    }

    private static func pieces(_ texts: [String]) -> [UInt8] { texts.flatMap { piece($0) } }

    /// A field that no model has: the target cuts the bytes of the model too.
    private static func text(_ text: String) -> [UInt8] { message(15, Array(text.utf8)) }

    private static let isBytePair = message(2, [24, 2])
}

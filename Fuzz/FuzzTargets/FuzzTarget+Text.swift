import StrictJSON
import TestSupport
import Tokenizer

extension FuzzTarget {
    /// A text: cleaned, cut into words, made into tokens.
    static let text = FuzzTarget(
        name: "text",
        seeds: {
            let lines = try Repository.fixtureBytes("tokenizer.jsonl").split(separator: UInt8(ascii: "\n"))
            // One in twelve: to read them all would be most of a short run.
            let texts = stride(from: 0, to: lines.count, by: 12).compactMap { index in
                (try? JSONValue(parsing: Array(lines[index])))?.array?.first?.string
            }
            return texts.map { Array($0.utf8) }.filter { $0.count < 100 }
        },
        read: { bytes in
            // What is no UTF-8 is refused before; here it is repaired, so that no input goes by unused.
            let text = String(decoding: bytes, as: UTF8.self)
            let tokens = try Tokenizer.clip.tokenize(text, truncate: true)
            let range = 0..<Int32(Tokenizer.clip.merges.tokenCount)
            precondition(tokens.count <= 77 && tokens.allSatisfy(range.contains), "tokens out of range")
            _ = StrictText.decode(bytes)
        })
}

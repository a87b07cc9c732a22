/// Tokenizers of Hugging Face's that were made of SentencePiece models.
extension ScalableCases {
    static let tokenizerFiles: [ScalableCase] = [
        tokenizer("pieces", size: 5_000) { count in
            unigram((0..<count).map { "[\"p\($0)\", -1]" }.joined(separator: ", "))
        },
        tokenizer("long pieces with one start", size: 500) { count in
            let start = String(repeating: "p", count: 240)
            return unigram((0..<count).map { "[\"\(start)\($0)\", -1]" }.joined(separator: ", "))
        },
        tokenizer("added tokens", size: 5_000) { count in
            let tokens = (0..<count).map { "{\"id\": \($0 + 9), \"content\": \"t\"}" }.joined(separator: ", ")
            return "{\"added_tokens\": [\(tokens)], " + unigram("[\"a\", -1]").dropFirst()
        },
        tokenizer("steps", size: 5_000) { count in
            let steps = [String](repeating: "{\"type\": \"Lowercase\"}", count: count).joined(separator: ", ")
            return "{\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [\(steps)]}, "
                + unigram("[\"a\", -1]").dropFirst()
        },
        tokenizer("a character map that is none", size: 20_000, isRefused: true) { count in
            let map = String(repeating: "AAAA", count: count)
            return "{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"\(map)\"}, "
                + unigram("[\"a\", -1]").dropFirst()
        },
        tokenizer("pieces of one letter each, merged in every way", size: 30) { count in
            let letters = (0..<count).map { String(Unicode.Scalar(0x4E00 + UInt16($0)) ?? "a") }
            return bytePair(
                letters.flatMap { letter in (1...40).map { String(repeating: letter, count: $0) } },
                letters.flatMap { letter in (2...40).flatMap { merges(of: letter, $0) } })
        },
        tokenizer("long pieces that nothing is merged to", size: 200) { count in
            bytePair((0..<count).map { String(repeating: "\($0 % 7)", count: 240) + "\($0)" }, [])
        },
    ]

    private static func tokenizer(
        _ name: String, size: Int, isRefused: Bool = false, _ text: @escaping @Sendable (Int) -> String
    ) -> ScalableCase {
        parser("sentencepiece", "tokenizer.json: " + name, size: size, isRefused: isRefused) {
            Array(text($0).utf8)
        }
    }

    private static func unigram(_ pieces: String) -> String {
        "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": [[\"<unk>\", 0], \(pieces)]}}"
    }

    private static func bytePair(_ pieces: [String], _ merges: [String]) -> String {
        let vocabulary = pieces.enumerated().map { "\"\($1)\": \($0 + 1)" }.joined(separator: ", ")
        return
            "{\"model\": {\"type\": \"BPE\", \"unk_token\": \"<unk>\", \"vocab\": {\"<unk>\": 0, \(vocabulary)}, "
            + "\"merges\": [\(merges.joined(separator: ", "))]}}"
    }

    /// Every way to make so many of a letter.
    private static func merges(of letter: String, _ count: Int) -> [String] {
        (1..<count).map { left in
            let halves = [left, count - left].map { "\"" + String(repeating: letter, count: $0) + "\"" }
            return "[\(halves.joined(separator: ", "))]"
        }
    }
}

import Families
import SentencePiece
import StrictJSON
import TestSupport
import Testing
import Tokenizer

/// Texts with the ids of open_clip and transformers, made by Scripts/make_siglip_tokenizer_goldens.py.
@Suite struct SigLIPTokenizerTests {
    static let goldens: [(name: String, table: String, cleaning: PromptCleaning, padding: Int32)] = [
        ("1-openclip", "t5", .openCLIP, 1), ("1-transformers", "t5", .huggingFace, 1),
        ("2-openclip", "gemma", .openCLIP, 0), ("2-transformers", "gemma", .lowercase, 0),
        ("2-gemma", "gemma", .none, 0),
    ]

    private func pieces(_ table: String) throws -> SentencePieceTokenizer {
        let bytes = try Repository.fixtureBytes("siglip/tokenizers/\(table).json")
        return try SentencePieceTokenizer(TokenizerJSON(bytes).model)
    }

    @Test(arguments: goldens)
    func everyTextGetsTheIdsOfThePeer(
        name: String, table: String, cleaning: PromptCleaning, padding: Int32
    ) throws {
        let tokenizer = SigLIPTokenizer(pieces: try pieces(table), cleaning: cleaning)
        let lines = try Repository.fixtureBytes("siglip/tokenizers/\(name).jsonl").split(separator: 0x0A)
        #expect(lines.count >= 397)
        for line in lines {
            let golden = try #require(try JSONValue(parsing: line).array)
            let text = try #require(golden.first?.string)
            let ids = try #require(golden.last?.array?.compactMap(\.integer).map(Int32.init))
            let tokens = try tokenizer.tokenize(text, contextLength: 24, truncate: true)
            let ours = tokens + [Int32](repeating: padding, count: 24 - tokens.count)
            if ours != ids { Issue.record("\(JSONValue.string(text).text): \(ours), not \(ids)") }
        }
    }

    @Test func textThatIsTooLongIsRefusedUnlessItMayBeCut() throws {
        let tokenizer = SigLIPTokenizer(pieces: try pieces("t5"), cleaning: .openCLIP)
        let whole = try tokenizer.tokenize("a photo of a cat", contextLength: 64)
        #expect(whole.count > 4 && whole.last == 1)
        #expect(try tokenizer.tokenize("a photo of a cat", contextLength: whole.count) == whole)
        #expect(throws: TokenizerError.self) {
            try tokenizer.tokenize("a photo of a cat", contextLength: whole.count - 1)
        }
        let cut = try tokenizer.tokenize("a photo of a cat", contextLength: 4, truncate: true)
        #expect(cut == Array(whole.prefix(3)) + [1])
        #expect(throws: TokenizerError.self) {
            try tokenizer.tokenize(
                String(repeating: "a", count: Tokenizer.byteLimit + 1), contextLength: 64, truncate: true)
        }
    }

    @Test(arguments: [
        (PromptCleaning.none, "A_É, Σ."), (.asciiLowercase, "a_É, Σ."), (.lowercase, "a_é, σ."),
        (.openCLIP, "a é σ"), (.huggingFace, "aé σ"),
    ])
    func librariesCleanDifferently(_ cleaning: PromptCleaning, _ expected: String) {
        #expect(cleaning.clean("A_É, Σ.").utf8.elementsEqual(expected.utf8))
    }
}

import SentencePiece
import StrictJSON
import TestSupport
import Testing

/// Texts with the ids of google/sentencepiece, made by Scripts/make_sentencepiece_goldens.py.
@Suite("SentencePiece goldens")
struct GoldenTests {
    @Test("every text gets the ids of the original", arguments: ["c4-en", "gemma", "suffix", "pairs"])
    func everyTextGetsTheIdsOfTheOriginal(name: String) throws {
        let model = try SentencePieceModel(protobuf: Repository.fixtureBytes("sentencepiece/\(name).model"))
        let tokenizer = try SentencePieceTokenizer(model)
        let lines = try Repository.fixtureBytes("sentencepiece/\(name).jsonl").split(separator: 0x0A)
        #expect(lines.count == 500)
        for line in lines {
            let golden = try #require(try JSONValue(parsing: line).array)
            let text = try #require(golden.first?.string)
            let ids = try #require(golden.last?.array?.compactMap(\.integer).map(Int32.init))
            let ours = tokenizer.encode(text)
            if ours != ids { Issue.record("\(JSONValue.string(text).text): \(ours), not \(ids)") }
        }
    }
}

import StrictJSON
import TestSupport
import Testing
import Tokenizer

/// Texts with the ids of openai/CLIP's own tokenizer, made by Scripts/make_tokenizer_goldens.py.
struct GoldenTests {
    @Test func everyTextGetsTheIdsOfTheOriginal() throws {
        let lines = try Repository.fixtureBytes("tokenizer.jsonl").split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 2900)
        for line in lines {
            let golden = try #require(try JSONValue(parsing: line).array)
            let text = try #require(golden.first?.string)
            let ids = try #require(golden.last?.array?.compactMap(\.integer).map(Int32.init))
            let ours = Tokenizer.clip.encode(text)
            if ours != ids { Issue.record("\(JSONValue.string(text).text): \(ours), not \(ids)") }
        }
    }
}

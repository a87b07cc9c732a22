import Testing
import Tokenizer

struct TokenizeTests {
    @Test(arguments: [
        ("", [49406, 49407]),
        (" \t\n\u{3000}\u{FEFF} ", [49406, 49407]),
        ("a <|endoftext|> b", [49406, 320, 49407, 321, 49407]),
        ("a<|STARTOFTEXT|>b", [49406, 320, 49406, 321, 49407]),
        ("<|\u{17F}tartoftext|>", [49406, 27, 91, 129, 123, 2002, 6659, 18169, 91, 285, 49407]),
        ("sch\u{C3}\u{B6}n", [49406, 844, 7255, 333, 49407]),
        ("sch\u{F6}n", [49406, 844, 7255, 333, 49407]),
        ("&amp;amp;", [49406, 261, 49407]),
        ("&lt;b&gt; &amp;eacute;", [49406, 283, 321, 285, 4166, 49407]),
        ("<b> &amp;eacute;", [49406, 283, 321, 285, 4166, 49407]),
        ("\0\u{1}\u{1B}[1;31mred\u{1B}[0m\u{7F}", [49406, 736, 49407]),
        ("caf\u{E9} \u{85}", [49406, 15304, 959, 49407]),
        ("x\u{345}y", [49406, 343, 344, 49407]),
        (
            "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466} \u{FF26}\u{FF35}\u{FF2C}\u{FF2C} e\u{301} \u{130}I",
            [49406, 26304, 26304, 48938, 4244, 964, 355, 1476, 4166, 328, 16384, 328, 49407]
        ),
    ])
    func aTextGetsTheIdsOfTheOriginal(text: String, ids: [Int32]) throws {
        #expect(try Tokenizer.clip.tokenize(text) == ids)
    }

    @Test func asManyTokensAsTheContextFit() throws {
        let cats = String(repeating: "cat ", count: 75)
        #expect(try Tokenizer.clip.tokenize(cats) == [49406] + [Int32](repeating: 2368, count: 75) + [49407])
    }

    @Test func oneTokenMoreIsRefusedWithBothCounts() throws {
        let cats = String(repeating: "cat ", count: 76)
        let error = #expect(throws: TokenizerError.self) { try Tokenizer.clip.tokenize(cats) }
        #expect(error?.code == .tooManyTokens)
        #expect(error?.count == 78)
        #expect(error?.limit == 77)
        #expect(error?.description.hasPrefix("the text has 78 tokens (at most 77): 'cat cat") == true)
    }

    @Test func oneTokenMoreIsCutWhereThatIsWanted() throws {
        let ids = try Tokenizer.clip.tokenize(String(repeating: "cat ", count: 76), truncate: true)
        #expect(ids == [49406] + [Int32](repeating: 2368, count: 75) + [49407])
    }

    @Test(arguments: [0, 1])
    func aContextWithoutRoomIsRefused(contextLength: Int) {
        #expect(throws: TokenizerError.self) {
            try Tokenizer.clip.tokenize("cat", contextLength: contextLength)
        }
    }

    @Test func specialTokensAreOrdinaryTextWhereThatIsWanted() throws {
        let tokenizer = Tokenizer(merges: .clip, specialTokens: false)
        let ids = tokenizer.encode("<|endoftext|>")
        #expect(!ids.contains(49407))
        #expect(ids == tokenizer.encode("<| endoftext |>"))
    }

    @Test func aTextOverTheLimitIsRefusedBeforeAnyWork() {
        let text = String(repeating: "\u{1B}", count: Tokenizer.byteLimit + 1)
        let error = #expect(throws: TokenizerError.self) { try Tokenizer.clip.tokenize(text) }
        #expect(error?.code == .textTooLong)
        #expect(error?.excerpt == String(repeating: "\\u{1b}", count: 60) + "…")
    }

    @Test func aWordOfOneMebibyteIsOneWord() throws {
        let word = String(repeating: "a", count: Tokenizer.byteLimit)
        let ids = Tokenizer.clip.encode(word)
        #expect(ids == [Int32](repeating: 23126, count: 131071) + [6727, 19336])
    }
}

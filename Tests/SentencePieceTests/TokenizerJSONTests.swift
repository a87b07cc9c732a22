import ByteIO
import SentencePiece
import TestSupport
import Testing

/// Models as transformers' converters write them, against the protobuf that they were made of.
@Suite("tokenizer.json")
struct TokenizerJSONTests {
    @Test("the tables are those of the protobuf", arguments: [("t5", "c4-en"), ("gemma", "gemma")])
    func tablesAreThoseOfTheProtobuf(json: String, protobuf: String) throws {
        let read = try TokenizerJSON(Repository.fixtureBytes("siglip/tokenizers/\(json).json"))
        let model = try SentencePieceModel(
            protobuf: Repository.fixtureBytes("sentencepiece/\(protobuf).model"))
        #expect(read.model == model)
        #expect(read.model.tables == model.tables)
        #expect(!read.lowercases)
    }

    @Test("a text is set in small letters where a step says so")
    func lowercase() throws {
        let step = #""normalizer": {"type": "Lowercase"}, "#
        #expect(try TokenizerJSON(Array(Self.unigram(step).utf8)).lowercases)
    }

    @Test("spaces are treated as the steps say")
    func spaces() throws {
        let step = #"""
            "normalizer": {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never"},
            """#
        let rules = try TokenizerJSON(Array(Self.unigram(step).utf8)).model.normalization
        #expect(rules.removesExtraSpaces && rules.escapesSpaces && !rules.addsDummyPrefix)
    }

    @Test("merges may be pairs, or two pieces with a space between them")
    func oldMerges() throws {
        let pairs = try TokenizerJSON(Array(Self.pairs(#"[["a", "b"], ["ab", "c"]]"#).utf8)).model
        let texts = try TokenizerJSON(Array(Self.pairs(#"["a b", "ab c"]"#).utf8)).model
        #expect(pairs == texts)
        #expect(pairs.pieces.map(\.score) == [0, 0, -1, -2, -3, -4])
    }

    /// A file that must be refused, and what is said of it.
    struct Bad: Sendable, CustomTestStringConvertible {
        let found: String
        let text: String
        init(_ found: String, _ text: String) { (self.found, self.text) = (found, text) }
        var testDescription: String { found }
    }

    static func unigram(
        _ more: String = "", vocabulary: String = #"["<unk>", 0], ["a", -1.5]"#, unknown: Int = 0
    ) -> String {
        #"{\#(more)"model": {"type": "Unigram", "unk_id": \#(unknown), "vocab": [\#(vocabulary)]}}"#
    }

    static func pairs(
        _ merges: String,
        vocabulary: String = #""<unk>": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "abc": 5"#, _ more: String = ""
    ) -> String {
        #"""
        {"model": {"type": "BPE", "unk_token": "<unk>", \#(more)"vocab": {\#(vocabulary)}, "merges": \#(merges)}}
        """#
    }

    static let bad: [Bad] = [
        Bad("the text ends", ""), Bad("the text ends", "{\"model\": "), Bad("0 pieces", "{}"),
        Bad("0 pieces", unigram(vocabulary: "")),
        Bad("the tokenizer has 0 unknown pieces", unigram(unknown: 2)),
        Bad("the tokenizer has 0 unknown pieces", unigram(unknown: -1)),
        Bad("'a' is there twice", unigram(vocabulary: #"["<unk>", 0], ["a", 0], ["a", 1]"#)),
        Bad("it is no piece and finite score", unigram(vocabulary: #"["<unk>", 0, 1]"#)),
        Bad("it is no piece and finite score", unigram(vocabulary: #"["<unk>", 1e300]"#)),
        Bad("a piece has 0 bytes", unigram(vocabulary: #"["<unk>", 0], ["", 0]"#)),
        Bad(
            "a piece has 257 bytes",
            unigram(vocabulary: #"["<unk>", 0], ["\#(String(repeating: "x", count: 257))", 0]"#)),
        Bad("'WordPiece'", #"{"model": {"type": "WordPiece"}}"#),
        Bad("'BertNormalizer'", unigram(#""normalizer": {"type": "BertNormalizer"}, "#)),
        Bad("'nothing'", unigram(#""normalizer": 3, "#)),
        Bad("'ByteLevel'", unigram(#""pre_tokenizer": {"type": "ByteLevel"}, "#)),
        Bad(
            "it is no base64",
            unigram(#""normalizer": {"type": "Precompiled", "precompiled_charsmap": "???"}, "#)),
        Bad(
            "a sequence in a sequence",
            unigram(
                #""normalizer": {"type": "Sequence", "normalizers": [{"type": "Sequence", "normalizers": []}]}, "#
            )),
        Bad(
            "another replacement than of spaces",
            unigram(
                #""normalizer": {"type": "Replace", "pattern": {"Regex": "(a+)+$"}, "content": ""}, "#)),
        Bad(
            "another character",
            unigram(#""pre_tokenizer": {"type": "Metaspace", "replacement": "_"}, "#)),
        Bad("another pattern", unigram(#""pre_tokenizer": {"type": "Split", "pattern": {"Regex": "x"}}, "#)),
        Bad("it has no id or no content", unigram(#""added_tokens": [{"id": 1}], "#)),
        Bad(
            "the id 1 is there twice",
            unigram(#""added_tokens": [{"id": 1, "content": "a"}, {"id": 1, "content": "a"}], "#)),
        Bad("token 1 is 'b'", unigram(#""added_tokens": [{"id": 1, "content": "b"}], "#)),
        Bad("they are missing", pairs("null")),
        Bad("it is no pair of pieces", pairs(#"["a"]"#)), Bad("it is no pair of pieces", pairs("[1]")),
        Bad("a half of it, or what it makes, is no piece", pairs(#"[["b", "c"]]"#)),
        Bad("piece 4 is made after piece 5", pairs(#"[["ab", "c"], ["a", "b"]]"#)),
        Bad("0 merges make piece 5", pairs(#"[["a", "b"]]"#)),
        Bad("2 merges make piece 4", pairs(#"[["a", "b"], ["a", "b"], ["ab", "c"]]"#)),
        Bad("it is not true", pairs("[]", #""fuse_unk": false, "#)),
        Bad("it is not false", pairs("[]", #""ignore_merges": true, "#)),
        Bad("it has a value", pairs("[]", #""end_of_word_suffix": "</w>", "#)),
        Bad("it has a value", pairs("[]", #""dropout": 0.1, "#)),
        Bad("the tokenizer has 0 pieces for bytes", pairs("[]", #""byte_fallback": true, "#)),
        Bad("the id of 'b' is none", pairs("[]", vocabulary: #""<unk>": 0, "b": 0"#)),
        Bad("the id of 'b' is none", pairs("[]", vocabulary: #""<unk>": 0, "b": 2"#)),
        Bad("the id of 'b' is none", pairs("[]", vocabulary: #""<unk>": 0, "b": -1"#)),
        Bad("values lie too deep", String(repeating: "[", count: 100_000)),
    ]

    @Test("what is no tokenizer is refused with the reason", arguments: bad)
    func isRefused(_ bad: Bad) {
        let error = #expect(throws: FileError.self) { try TokenizerJSON(Array(bad.text.utf8)) }
        #expect(error?.found.hasPrefix(bad.found) == true, "\(error?.found ?? "")")
    }

    @Test("a file that ends early is refused")
    func everyTruncationIsRefused() throws {
        let whole = try Repository.fixtureBytes("siglip/tokenizers/gemma.json")
        for end in stride(from: 0, to: whole.count - 4, by: 9973) {
            #expect(throws: FileError.self) { try TokenizerJSON(Array(whole[..<end])) }
        }
    }
}

// T: texts. The ids are those of openai/CLIP's tokenizer with ftfy 6.3.1.
extension HostileCases {
    /// Cases of texts.
    package static var texts: [TextCase] { textIds + textRefusals }

    private static let textIds: [TextCase] = [
        .ids("T1", "nothing", "", []),
        .ids("T1", "white space of every kind", " \t\n\u{3000}\u{FEFF} ", []),
        .ids(
            "T2", "as many tokens as fit", String(repeating: "cat ", count: 75),
            Array(repeating: 2368, count: 75)),
        .ids(
            "T2", "one more, cut", String(repeating: "cat ", count: 76), Array(repeating: 2368, count: 75),
            "--truncate"),
        .ids("T3", "end of text in the middle", "a <|endoftext|> b", [320, 49407, 321]),
        .ids("T3", "end of text in capitals", "a <|ENDOFTEXT|> b", [320, 49407, 321]),
        .ids("T3", "start of text", "a<|startoftext|>b", [320, 49406, 321]),
        .ids(
            "T5", "pictures with joiners", "😀👍🏽👨\u{200D}👩\u{200D}👧",
            [12832, 4686, 8514, 25023, 26304, 964, 356]),
        .ids("T5", "wide letters", "ＣＡＴ", [2368]),
        .ids("T5", "two Unicode forms, one", "\u{E9}", [4166]),
        .ids("T5", "two Unicode forms, other", "e\u{301}", [4166]),
        .ids("T5", "capital with a dot", "\u{130}I", [328, 16384, 328]),
        .ids("T6", "controls of a terminal", "\u{1}\u{1B}[1;31mred\u{1B}[0m\u{7F}", [736]),
        .ids("T6", "mark at the start", "\u{FEFF}cat", [2368]),
        .ids("T6", "line ends of every kind", "a\u{2028}cat\u{A0}\ncat\u{2029}", [320, 2368, 2368]),
        .ids("T7", "reference written twice", "&amp;amp;", [261]),
        .ids("T7", "wrongly decoded", "sch\u{C3}\u{B6}n", [844, 7255, 333]),
    ]

    private static let textRefusals: [TextCase] = [
        .refused(
            "T2", "one token too many", Array(String(repeating: "cat ", count: 76).utf8),
            "the text has 78 tokens (at most 77)"),
        .refused(
            "T4", "byte FF", [0x63, 0x61, 0x74, 0x0A, 0xFF, 0x0A], "text 2: is not UTF-8 from byte 0",
            output: "49406 2368 49407\n"),
        .refused("T4", "overlong NUL", [0x61, 0xC0, 0x80], "is not UTF-8 from byte 1"),
        .refused("T4", "surrogate", [0xED, 0xA0, 0x80], "is not UTF-8 from byte 0"),
        .refused("T4", "beyond the last character", [0xF5, 0x80, 0x80, 0x80], "is not UTF-8 from byte 0"),
        .refused("T4", "cut off", [0x61, 0xE2, 0x82], "is not UTF-8 from byte 1"),
        .refused(
            "T8", "word of 100 MB", [UInt8](repeating: 0x61, count: 100_000_000),
            "has more than 1,048,576 bytes"),
        .accepted("T8", "word of 1 MiB", [UInt8](repeating: 0x61, count: 1 << 20), "--truncate"),
        .accepted("T8", "a million signs", [UInt8](repeating: 0x23, count: 1_000_000), "--truncate"),
        .accepted(
            "T8", "300,000 signs that combine",
            Array(("a" + String(repeating: "\u{301}", count: 150_000)).utf8), "--truncate"),
        .accepted(
            "T5", "right to left, noncharacters, zalgo",
            Array("\u{202E}abc\u{10FFFF} z\u{334}\u{322}a\u{323}\u{301}l".utf8)),
        .accepted("T6", "every control character", Array(0..<0x20) + [0x7F], "--null"),
    ]
}

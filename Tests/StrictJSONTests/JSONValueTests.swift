import StrictJSON
import Testing

/// JSON exactly by RFC 8259, because a second reader must not see anything else.
@Suite struct JSONValueTests {
    static let texts: [(String, JSONValue)] = [
        ("null", JSONValue.null), (" \t\n\rtrue ", true), ("false", false), ("0", 0), ("-1", -1),
        ("1.5", 1.5), ("1e2", 100.0),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("1E-2", 0.01),
        ("-0", .number(-0.0)),
        ("\"\"", ""), ("\"a\\u0041\\n\\/\\\"\\\\\"", "aA\n/\"\\"), ("\"\\ud83d\\ude00\"", "😀"), ("[]", []),
        ("[1,[2]]", [1, [2]]),
        ("{}", [:]), ("{\"a\":{\"b\":null}}", ["a": ["b": nil]]), ("\"é\"", "é"),
    ]

    @Test(arguments: texts) func textIsRead(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: text.utf8) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "True", "01", "+1", "1.", ".5", "1e", "1e+", "-", "0x1", "NaN", "Infinity", "1e400",
        "9223372036854775808", "[1,]", "[,1]",
        "[1", "{\"a\":1,}", "{\"a\"}", "{\"a\":}", "{a:1}", "{1:1}", "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}", "'a'", "\"a", "\"\n\"", "\"\\x\"",
        "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u12\"", "\u{FEFF}1", "1 2", "// x\n1",
        "[1] x", "\u{A0}1",
    ]) func anythingElseIsRefused(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFE, 0xFF, 0, 0x31],
            [0x22, 0xC0, 0x80, 0x22],
        ] as [[UInt8]])
    func bytesThatAreNoUTF8AreRefused(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    /// Two spellings of one accented letter are two keys, though Swift takes the strings for equal.
    @Test func keysAreComparedAsBytes() throws {
        let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}".utf8)
        #expect(value.object?.members.count == 2)
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test(arguments: ["[", "{\"a\":"]) func depthIsBounded(_ opening: String) {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: String(repeating: opening, count: 200_000).utf8)
        }
        #expect(error?.found.contains("too deep") == true)
        for inner in ["", "1"] {
            func nested(_ count: Int) -> String {
                let closing = opening == "[" ? "]" : "}"
                let innermost = opening == "[" ? "[\(inner)]" : inner.isEmpty ? "{}" : "{\"a\":\(inner)}"
                return String(repeating: opening, count: count - 1) + innermost
                    + String(repeating: closing, count: count - 1)
            }
            #expect((try? JSONValue(parsing: nested(64).utf8)) != nil)
            #expect((try? JSONValue(parsing: nested(65).utf8)) == nil)
        }
    }

    @Test func countsAreBounded() {
        let values = "[" + String(repeating: "1,", count: 2_000_000) + "1]"
        let members = "{" + (0...200_001).map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        for text in [values, members] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
            #expect(error?.found.contains("more and more") == true)
        }
    }

    /// Many members are found through an index, few by looking; both the same.
    @Test(arguments: [1, 8, 9, 1000]) func membersAreFoundHoweverManyThereAre(_ count: Int) throws {
        let text = "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        let value = try JSONValue(parsing: text.utf8)
        for index in 0..<count { #expect(value["k\(index)"]?.integer == index) }
        #expect(value["k\(count)"] == nil)
        let twice = text.dropLast() + ",\"k0\":1}"
        #expect(throws: JSONError.self) { try JSONValue(parsing: twice.utf8) }
    }

    static let values: [(JSONValue, String)] = [
        (JSONValue.null, "null"), (1.5, "1.5"), (3.0, "3"), (.number(.infinity), "null"),
        ("a\"\\\n\u{1}", "\"a\\\"\\\\\\n\\u0001\""),
        (["b": 1, "a": [true, nil]], "{\"b\":1,\"a\":[true,null]}"), (1e-5, "1e-05"),
    ]

    @Test(arguments: values) func valueIsWrittenShortly(_ value: JSONValue, _ text: String) {
        #expect(value.text == text)
    }

    /// What would move the cursor, reverse a line or end it is escaped; letters, marks and emoji stand as they are.
    @Test(arguments: [
        ("\u{7F}", "\\u007f"), ("\u{80}\u{9B}31m\u{9F}", "\\u0080\\u009b31m\\u009f"),
        ("\u{202E}abc\u{2066}\u{2069}", "\\u202eabc\\u2066\\u2069"), ("\u{200F}\u{61C}", "\\u200f\\u061c"),
        ("a\u{2028}b\u{2029}", "a\\u2028b\\u2029"), ("\u{FEFF}", "\\ufeff"),
        ("\u{E0001}", "\\udb40\\udc01"), ("é😀\u{301}", "é😀\u{301}"),
    ]) func charactersThatDoNotShowAreEscaped(_ string: String, _ text: String) throws {
        let value = JSONValue.string(string)
        #expect(value.text.utf8.elementsEqual("\"\(text)\"".utf8))
        #expect(try JSONValue(parsing: value.text.utf8).string?.utf8.elementsEqual(string.utf8) == true)
    }

    @Test func writtenTextReadsBackAsTheSame() throws {
        let value: JSONValue = ["x": [1, 2.5, "é\u{0}", [:], []], "y": ["z": nil], "": -1e300]
        #expect(try JSONValue(parsing: value.text.utf8) == value)
        #expect(try JSONValue(parsing: value.prettyText.utf8) == value)
    }

    @Test func prettyTextIsIndented() {
        let value: JSONValue = ["a": [1, 2], "b": [["c": 1]], "d": [:], "e": []]
        #expect(
            value.prettyText == """
                {
                  "a": [1, 2],
                  "b": [
                    {
                      "c": 1
                    }
                  ],
                  "d": {},
                  "e": []
                }

                """)
    }
}

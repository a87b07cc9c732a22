import ByteIO
import StrictJSON
import Testing

/// What a JSON text costs is charged to a budget, and bounded by it.
@Suite struct JSONCostTests {
    private static let text = #"{"key": ["a string", 1, {"a": null, "b": "\u00e9"}]}"#

    /// A budget that allows so much of one cost, and anything of the others.
    private func budget(_ cost: WorkBudget.Cost, _ amount: Int) -> WorkBudget {
        func allowance(_ other: WorkBudget.Cost) -> WorkBudget.Allowance {
            .init(base: other == cost ? amount : .max, perByte: 0)
        }
        return WorkBudget(bytes: allowance(.bytes), nodes: allowance(.nodes), steps: allowance(.steps))
    }

    @Test(arguments: WorkBudget.Cost.allCases) func oneMoreThanIsAllowedIsRefused(_ cost: WorkBudget.Cost)
        throws
    {
        var work = budget(cost, .max)
        _ = try JSONValue(parsing: Self.text.utf8, work: &work)
        let spent = work.spent(cost)
        var enough = budget(cost, spent)
        #expect(throws: Never.self) { try JSONValue(parsing: Self.text.utf8, work: &enough) }
        var less = budget(cost, spent - 1)
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Self.text.utf8, work: &less) }
        #expect(error?.found == "a JSON text costs more than its size allows")
        #expect(error?.allowed == "at most \(spent - 1) \(cost) in all")
    }

    @Test func everyValueMemberAndByteIsCharged() throws {
        var work = WorkBudget.json
        work.admit(Self.text.utf8.count)
        _ = try JSONValue(parsing: Self.text.utf8, work: &work)
        #expect(work.spent(.nodes) == 7)
        // The keys have five bytes.
        #expect(work.spent(.steps) == Self.text.utf8.count + 5)
    }

    /// The texts that take most for each byte are within what is allowed to any text.
    @Test(arguments: [
        ("[", "1,", "1]"), ("[", "[],", "[]]"), ("[", #""","#, #"""]"#), ("[", "{},", "{}]"),
        ("[", #"{"":1},"#, "1]"), ("[", #""\u00e9","#, "1]"), (#"{"k":""#, "s", #""}"#), ("", " ", "1"),
    ])
    func dearestTextsAreRead(_ start: String, _ repeated: String, _ end: String) {
        for count in [0, 1, 10, 1000, 100_000] {
            let text = start + String(repeating: repeated, count: count) + end
            #expect(throws: Never.self, "\(repeated)") { try JSONValue(parsing: text.utf8) }
        }
    }

    /// To compare such a string with another would take the square of its length.
    @Test(arguments: [#""…""#, #"{"…": 1}"#, #"["\u0301…"]"#])
    func longRunOfCombiningCharactersIsRefused(_ text: String) {
        func parse(_ count: Int) throws -> JSONValue {
            let run = String(repeating: "\u{323}\u{301}", count: count)
            return try JSONValue(parsing: text.replacing("…", with: run).utf8)
        }
        #expect(throws: Never.self) { try parse(100) }
        let error = #expect(throws: JSONError.self) { try parse(200) }
        #expect(error?.found == "a string has a long run of combining characters")
    }

    @Test func shortestKeysAreRead() {
        let members = (0..<100_000).map { "\"\(String($0, radix: 36))\":1" }
        #expect(throws: Never.self) { try JSONValue(parsing: "{\(members.joined(separator: ","))}".utf8) }
    }
}

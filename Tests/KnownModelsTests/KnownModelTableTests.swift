import Testing

@testable import KnownModels

struct KnownModelTableTests {
    static let header = "name\tfile\tbytes\tsha256\tmd5\tactivation"
    static let digest = String(repeating: "0123456789abcdef", count: 4)

    private func parse(_ lines: String...) -> KnownModelTable {
        KnownModelTable(parsing: Array(lines.joined(separator: "\n").utf8), of: .openAI)
    }

    @Test func commentsAndEmptyLinesAreSkipped() {
        let table = parse("# one", "", Self.header, "# two", "A\ta.pt\t-\t\(Self.digest)\t-\tgelu", "")
        #expect(table.problems.isEmpty)
        #expect(table.models.map(\.name) == ["A"])
        #expect(table.models.first?.byteCount == nil)
        #expect(table.models.first?.md5 == nil)
    }

    @Test(arguments: [
        "A\ta.pt\t-\t\(digest)\t-",
        "A\ta.pt\t-\t\(digest)\t-\tgelu\tmore",
        "A  a.pt  -  \(digest)  -  gelu",
        "\ta.pt\t-\t\(digest)\t-\tgelu",
        "A\ta.pt\t0\t\(digest)\t-\tgelu",
        "A\ta.pt\t-5\t\(digest)\t-\tgelu",
        "A\ta.pt\t99999999999999999999\t\(digest)\t-\tgelu",
        "A\ta.pt\t1,000\t\(digest)\t-\tgelu",
        "A\ta.pt\t-\t\(digest)0\t-\tgelu",
        "A\ta.pt\t-\t\(digest.uppercased())\t-\tgelu",
        "A\ta.pt\t-\t0123456g\t-\tgelu",
        "A\ta.pt\t-\t-\t-\tgelu",
        "A\ta.pt\t-\t\(digest)\t\(digest)\tgelu",
        "A\ta.pt\t-\t\(digest)\t-\trelu",
    ])
    func aBadRowIsReportedAndTheOthersAreKept(_ row: String) {
        let good = "B\tb.pt\t1\t01234567\t-\tgelu"
        let table = parse(Self.header, row, good)
        #expect(table.problems.count == 1)
        #expect(table.models.map(\.name) == ["B"])
    }

    @Test(arguments: ["", "# only a comment", "name\tfile", "A\ta.pt\t-\t\(digest)\t-\tgelu"])
    func aTableWithoutItsColumnsIsReported(_ text: String) {
        let table = parse(text)
        #expect(table.problems == ["the columns are not name, file, bytes, sha256, md5, activation"])
        #expect(table.models.isEmpty)
    }

    @Test func bytesThatAreNoTextAreReported() {
        let table = KnownModelTable(parsing: [0xFF, 0xFE], of: .openAI)
        #expect(table.problems == ["the table is not UTF-8"])
    }
}

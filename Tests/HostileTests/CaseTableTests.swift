import Foundation
import HostileCases
import TestSupport
import Testing

/// docs/hostile-input.md has a row for every case, and every row a test that exists.
@Suite struct CaseTableTests {
    /// A row of the table.
    struct Row: Sendable, CustomStringConvertible {
        let id: String
        /// `SuiteTests.function`, or `generated` for cases of `HostileCases`.
        let tests: [String]
        /// Exit codes of `clip-verify`, or of the command that the letter is about, over all generated cases.
        let codes: Set<Int32>

        var description: String { id }
    }

    private static let letters = [
        ("Z", 39), ("P", 23), ("M", 17), ("J", 14), ("L", 10), ("S", 11), ("C", 12), ("D", 17), ("I", 12),
        ("T", 12), ("K", 8), ("N", 8),
    ]

    static let rows: [Row] = {
        let path = Repository.root.appending(path: "docs/hostile-input.md")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 4, let letter = cells[0].first, Int(cells[0].dropFirst()) != nil,
                letters.contains(where: { $0.0 == String(letter) })
            else { return nil }
            let tests = cells[2].split(separator: ",").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "` "))
            }
            return Row(
                id: cells[0], tests: tests,
                codes: Set(
                    cells[3].split(separator: ",").compactMap {
                        Int32($0.trimmingCharacters(in: .whitespaces))
                    }))
        }
    }()

    /// Sources of all tests, by the names of their files without extension.
    private static let sources: [String: String] = {
        let folder = Repository.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var sources: [String: String] = [:]
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            sources[file.deletingPathExtension().lastPathComponent, default: ""] +=
                (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        }
        return sources
    }()

    /// Exit codes of the generated cases, by row.
    private static let generated: [String: Set<Int32>] = {
        var codes: [String: Set<Int32>] = [:]
        for hostile in HostileCases.all { codes[hostile.id, default: []].insert(hostile.exitCodes.verify) }
        for image in HostileCases.images { codes[image.id, default: []].insert(image.exitCode) }
        for text in HostileCases.texts { codes[text.id, default: []].insert(text.exitCode) }
        for zeroShot in HostileCases.zeroShot { codes[zeroShot.id, default: []].insert(zeroShot.exitCode) }
        return codes
    }()

    @Test func everyCaseHasItsRow() {
        let expected = Self.letters.flatMap { letter, count in (1...count).map { "\(letter)\($0)" } }
        #expect(Self.rows.map(\.id) == expected)
        #expect(expected.count == 183)
    }

    @Test func everyGeneratedCaseIsInTheTable() {
        let rows = Set(Self.rows.filter { $0.tests.contains("generated") }.map(\.id))
        #expect(Set(Self.generated.keys) == rows)
        let names =
            HostileCases.all.map(\.description) + HostileCases.images.map(\.description)
            + HostileCases.texts.map(\.description) + HostileCases.zeroShot.map(\.description)
        let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, "two cases of one name")
    }

    @Test(arguments: rows) func everyRowHasTests(_ row: Row) {
        #expect(!row.tests.isEmpty)
        for test in row.tests where test != "generated" {
            let parts = test.split(separator: ".").map(String.init)
            guard parts.count == 2, let source = Self.sources[parts[0]] else {
                Issue.record("\(row): there is no suite of \(test)")
                continue
            }
            #expect(source.contains("func \(parts[1])("), "\(row): there is no \(test)")
        }
        if let codes = Self.generated[row.id] { #expect(row.codes == codes, "\(row)") }
    }

    /// A test that says it belongs to a row is named there.
    @Test func everyTestWithAnIdIsInItsRow() throws {
        for (suite, source) in Self.sources {
            for match in source.matches(of: /\.caseID\("([A-Z]\d+)"\)(?s:.*?)func (\w+)\(/) {
                let row = try #require(Self.rows.first { $0.id == match.1 }, "\(match.1)")
                #expect(row.tests.contains("\(suite).\(match.2)"), "\(row): \(suite).\(match.2)")
            }
        }
    }
}

import ByteIO
import Testing

@testable import ToolSupport

/// What people see: numbers, tables, bars, errors.
@Suite struct TextTests {
    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (353_976_522, "354.0 MB"), (999_950, "1.0 MB"),
        (Int.max, "9.2 EB"),
    ]) func bytesReadWell(_ count: Int, _ text: String) {
        #expect(Units.bytes(count) == text)
    }

    @Test(arguments: [
        (0.001, "0.00 s"), (9.999, "10.00 s"), (12.34, "12.3 s"), (245, "4 min 05 s"),
        (1e300, "16666666 min 39 s"),
    ])
    func durationsReadWell(_ seconds: Double, _ text: String) {
        #expect(Units.duration(seconds) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func countsHaveThousandsApart(_ number: Int, _ text: String) {
        #expect(Units.count(number) == text)
    }

    @Test(arguments: [
        (-0.001, 2, "0.00"), (-1.5, 1, "-1.5"), (0.05, 1, "0.1"), (.infinity, 2, "inf"), (.nan, 1, "nan"),
        (7, 0, "7"),
    ])
    func decimalsAreRounded(_ value: Double, _ digits: Int, _ text: String) {
        #expect(Units.decimal(value, digits: digits) == text)
    }

    @Test func tableAlignsAndEscapes() {
        var table = Table(.left, .right)
        table.add("a", "1")
        table.add("long\u{1B}", "1000")
        #expect(table.text == "a              1\nlong\\u{1b}  1000\n")
    }

    @Test(arguments: [20, 40, 80, 200]) func barIsNotWiderThanTheTerminal(_ columns: Int) {
        let line = ProgressBar.line("converting", 300, 1000, elapsed: 2, columns: columns)
        #expect(line.count < columns)
    }

    @Test func barTellsHowLongTheRestTakes() {
        let line = ProgressBar.line("converting", 250_000_000, 1_000_000_000, elapsed: 1, columns: 100)
        #expect(line.contains(" 25 %"))
        #expect(line.contains("250.0 MB/s"))
        #expect(line.contains("3.00 s left"))
        #expect(ProgressBar.line("x", 2000, 1000, elapsed: 1, columns: 80).contains("100 %"))
    }

    @Test(arguments: [5, 40]) func barWithoutATotalTellsTheCount(_ columns: Int) {
        let line = ProgressBar.line("embedding", 1234, nil, .items, elapsed: 2, columns: columns)
        #expect(line == String("embedding 1,234  617.0/s".prefix(columns - 1)))
        let fast = ProgressBar.line("hashing", .max, .max, elapsed: 0, columns: 80)
        #expect(fast.contains("EB/s"))
    }

    /// docs/exit-codes.md.
    @Test(
        arguments: [
            (FileError.Code.mismatch, 1), (.malformed, 65), (.unsupported, 65), (.missing, 66),
            (.notRegularFile, 66), (.unavailable, 69), (.cannotCreate, 73), (.inputOutput, 74),
            (.readerGone, 74),
            (.changed, 74), (.timedOut, 75), (.permission, 77),
        ] as [(FileError.Code, Int32)]
    ) func failureHasItsExitCode(_ code: FileError.Code, _ exitCode: Int32) {
        #expect(FileError(code, found: "").exitCode == exitCode)
    }

    @Test(arguments: FileError.Code.allCases) func everyFailureHasADocumentedExitCode(_ code: FileError.Code)
    {
        #expect([1, 65, 66, 69, 73, 74, 75, 77].contains(FileError(code, found: "").exitCode))
    }
}

import HostileCases
import TestSupport
import Testing

/// T: texts, through `clip-tokenize`.
@Suite struct TextCaseTests {
    @Test(arguments: HostileCases.texts) func caseIsDecided(_ text: TextCase) throws {
        let directory = try TemporaryDirectory()
        let run = try CommandRun(
            "clip-tokenize", text.arguments, limits: HostileCase.limits, input: text.input,
            directory: directory.path)
        #expect(run.exitCode == text.exitCode, "\(text): \(run.errors)")
        if let output = text.output { #expect(run.output == output, "\(text)") }
        if let error = text.error {
            #expect(run.errors.contains(error), "\(text): \(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(text): \(run.errors)")
        }
        let isPrintable = (run.output + run.errors).utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
        #expect(isPrintable, "\(text)")
        #expect(try directory.contents.isEmpty, "\(text)")
    }

    /// 100,000 lines give 100,000 lines.
    @Test(.caseID("T8")) func manyLinesAreRead() throws {
        let run = try CommandRun(
            "clip-tokenize", [], limits: HostileCase.limits,
            input: [[UInt8]](repeating: Array("cat\n".utf8), count: 100_000).joined())
        #expect(run.exitCode == 0)
        #expect(run.output.utf8.count { $0 == 0x0A } == 100_000)
    }
}

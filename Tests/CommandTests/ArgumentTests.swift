import TestSupport
import Testing

/// Arguments that are made to take long.
@Suite struct ArgumentTests {
    private static let commands = [
        "clip-benchmark", "clip-classify", "clip-convert", "clip-embed", "clip-evaluate", "clip-inspect",
        "clip-store", "clip-tokenize", "clip-verify",
    ]

    /// Comparing such texts takes the square of their length: seconds for an argument of 128 kB.
    @Test(arguments: commands, ["", "--", "--text="])
    func longRunOfCombiningCharactersIsRefused(_ command: String, _ prefix: String) throws {
        let marks = String(repeating: "\u{301}\u{323}", count: 1_000)
        let run = try CommandRun(command, ["a", prefix + "e" + marks])
        #expect(run.exitCode == 64)
        #expect(run.errors.contains("argument 2 has a long run of combining characters (at most 256"))
        #expect(run.errors.utf8.count < 2000 && !run.errors.contains("\u{301}"))
    }

    @Test(arguments: [(256, 0), (257, 64)]) func shortRunIsATextLikeOthers(_ count: Int, _ code: Int32) throws
    {
        let text = "e" + String(repeating: "\u{301}", count: count)
        #expect(try CommandRun("clip-tokenize", ["--truncate", text]).exitCode == code)
    }
}

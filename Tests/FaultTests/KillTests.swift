import TestSupport
import Testing

/// SIGKILL at any moment.
@Suite struct KillTests {
    @Test func outputIsOldOrNew() throws {
        let directory = try TemporaryDirectory()
        let output = directory.path("o")
        let input = Repository.fixture("vit-torchscript-openai.pt")
        func converted(_ options: [String], killAfter: Duration? = nil) throws -> CommandRun {
            try CommandRun("clip-convert", [input, "-o", output, "--force"] + options, killAfter: killAfter)
        }
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try converted(["--int8", "--no-validate"]) }
        let new = try TemporaryDirectory.contents(of: output)
        _ = try converted(["--fp32", "--no-validate"])
        let old = try TemporaryDirectory.contents(of: output)
        var generator = SeededGenerator(seed: 3)
        var (killed, finished) = (0, 0)
        for _ in 0..<80 {
            try directory.write(old, to: "o")
            let moment = Duration.seconds(
                Double.random(in: 0...1.1, using: &generator) * (time / .seconds(1)))
            let run = try converted(["--int8", "--no-validate"], killAfter: moment)
            if run.exitCode == 0 { finished += 1 } else { killed += 1 }
            let contents = try TemporaryDirectory.contents(of: output)
            #expect(contents == new || run.exitCode != 0 && contents == old, "killed after \(moment)")
            // Between its last two steps a complete file may stay under its temporary name.
            for name in try directory.contents where name != "o" {
                #expect(name.hasPrefix(".o.") && name.hasSuffix(".partial"))
                #expect(try TemporaryDirectory.contents(of: directory.path(name)) == new)
            }
        }
        #expect(killed > 10, "\(killed) of \(killed + finished)")
    }
}

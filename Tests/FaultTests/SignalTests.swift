import Foundation
import TestSupport
import Testing

/// SIGHUP, SIGINT and SIGTERM where a file system has no files without a name.
@Suite struct SignalTests {
    private let directory = TemporaryDirectory.made()

    /// The threads of the tests block signals, and what they start inherits that.
    private static func launcher(_ first: String = "") -> [String] {
        [
            "/usr/bin/perl", "-MPOSIX", "-e",
            "sigprocmask(SIG_SETMASK, POSIX::SigSet->new()); \(first) exec @ARGV",
        ]
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
    func signalLeavesNothingUnfinished(_ signal: Int32) throws {
        let source = Repository.fixture("vit-torchscript-openai.pt")
        var cut = 0
        for _ in 0..<20 where cut < 3 {
            let command = try RunningCommand(
                "clip-convert", [source, "-o", directory.path("o"), "--force"],
                launcher: Self.launcher(),
                environment: FaultLibrary.withoutNamelessFiles())
            var hasBegun = false
            for _ in 0..<2000 where !hasBegun {
                hasBegun = try directory.contents.contains { $0.hasSuffix(".partial") }
                if !hasBegun { usleep(1000) }
            }
            command.kill(signal)
            let run = try command.finish()
            if hasBegun, run.exitCode == 128 + signal { cut += 1 }
            #expect([0, 128 + signal].contains(run.exitCode), "\(run)")
            #expect(try directory.contents.filter { $0 != "o" } == [], "after \(run.exitCode)")
        }
        #expect(cut > 0, "no signal came while the file was unfinished")
    }

    /// As nohup has it.
    @Test func ignoredSignalStaysIgnored() throws {
        let source = Repository.fixture("vit-torchscript-openai.pt")
        let command = try RunningCommand(
            "clip-convert", [source, "-o", directory.path("o")],
            launcher: Self.launcher("$SIG{HUP} = 'IGNORE';"),
            environment: FaultLibrary.withoutNamelessFiles())
        var hasBegun = false
        for _ in 0..<2000 where !hasBegun {
            hasBegun = try directory.contents.contains { $0.hasSuffix(".partial") }
            if !hasBegun { usleep(1000) }
        }
        #expect(hasBegun)
        command.kill(SIGHUP)
        #expect(try command.finish().exitCode == 0)
        #expect(try directory.contents == ["o"])
    }
}

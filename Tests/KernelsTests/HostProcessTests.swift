import Kernels
import TestSupport
import Testing

/// What a process that uses the kernels as a library keeps for itself: its forks, its environment, its OpenBLAS.
///
/// Each case is a process of its own, `Tests/KernelProbe`, which prints what it counted.
struct HostProcessTests {
    private static let forks = 20
    private static let threads = 3

    private func counts(_ arguments: String...) throws -> [String: Int] {
        let run = try CommandRun("kernel-probe", arguments)
        #expect(run.exitCode == 0, "\(run.errors)")
        let pairs = run.output.split(separator: "\n").map { $0.split(separator: " ") }
        return Dictionary(pairs.map { (String($0[0]), Int($0[1]) ?? -1) }) { first, _ in first }
    }

    /// `refork` does in a child what `fork` does.
    ///
    /// ThreadSanitizer's runtime cannot begin threads in a child of a process with several.
    @Test(.disabled(if: isUnderThreadSanitizer), arguments: ["fork", "refork"], ["idle", "busy"])
    func aForkedChildHasThreadsOfItsOwn(mode: String, work: String) throws {
        let counts = try counts(mode, work)
        #expect(counts["threads-before"] == Self.threads)
        #expect(counts["children-with-all-threads"] == Self.forks)
        #expect(counts["right-in-parent"] == Self.forks)
        #expect(counts["threads-after"] == Self.threads)
    }

    @Test func openBLASLeavesTheHostsEnvironmentThreadsAndOpenBLASAsTheyAre() throws {
        let counts = try counts("openblas")
        #expect(counts["variables-more"] == 0)
        #expect(counts["environment-moved"] == 0)
        #expect(counts["threads-of-host"] == 2)
        #expect(counts["threads-more"] == 0)
    }

    private static let isUnderThreadSanitizer = CommandRun.sanitizer == "thread"
}

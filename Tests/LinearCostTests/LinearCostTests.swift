import ByteIO
import Checkpoints
import HostileCases
import TestSupport
import Testing

/// Twice the input costs at most twice as much: in counted work, in allocations and in the bytes of them.
@Suite struct LinearCostTests {
    /// What a doubling may multiply a cost by: two, and a logarithm for what is sorted.
    private static let largestGrowth = 2.2

    /// A quantity that was counted at three sizes, each twice the one before.
    private func requireLinear(_ counts: [Int], _ what: String) {
        for (smaller, larger) in zip(counts, counts.dropFirst()) {
            #expect(
                Double(larger) <= Self.largestGrowth * Double(max(smaller, 1)), "\(what): \(counts)")
        }
    }

    /// The charges of the library, which count steps that take no memory too.
    @Test(arguments: ScalableCases.checkpoints)
    func chargesAreLinear(_ scalable: ScalableCase) throws {
        let spent = try [1, 2, 4].map { factor in
            let directory = try TemporaryDirectory()
            for file in scalable.files(factor * scalable.size) {
                try directory.write(file.bytes, to: file.name)
            }
            var work = WorkBudget.checkpoint
            let path = scalable.isFolder ? directory.path : directory.path("file")
            _ = try? Checkpoint(path: FilePath(path), work: &work)
            return work
        }
        for cost in WorkBudget.Cost.allCases {
            // Nothing is read that is not charged.
            #expect(spent[0].spent(cost) > 0, "\(scalable): \(cost)")
            requireLinear(spent.map { $0.spent(cost) }, "\(scalable): \(cost)")
        }
    }

    @Test(.enabled(if: AllocationCounter.isAvailable), arguments: ScalableCases.all)
    func commandsAreLinear(_ scalable: ScalableCase) throws {
        for command in scalable.commands {
            let runs = try [1, 2, 4].map { factor in
                let directory = try TemporaryDirectory()
                for file in scalable.files(factor * scalable.size) {
                    try directory.write(file.bytes, to: file.name)
                }
                let input = scalable.isFolder ? directory.path : directory.path("file")
                let isPiped = command.last == "<INPUT"
                let arguments = command.dropFirst().dropLast(isPiped ? 1 : 0).map {
                    $0 == "INPUT" ? input : $0
                }
                return try AllocationCounter(
                    command[0], arguments, input: isPiped ? TemporaryDirectory.contents(of: input) : [],
                    directory: directory.path)
            }
            #expect(
                Set(runs.map(\.run.exitCode)).isSubset(of: scalable.exitCodes),
                "\(scalable): \(command): \(runs.map(\.run.exitCode))")
            requireLinear(runs.map(\.count), "\(scalable): \(command[0]): allocations")
            requireLinear(runs.map(\.bytes), "\(scalable): \(command[0]): bytes")
            // What an array that grows holds at once moves in steps, so that only two doublings tell.
            let peaks = [runs[0].peakBytes, runs[2].peakBytes]
            #expect(
                Double(peaks[1]) <= Self.largestGrowth * Self.largestGrowth * Double(peaks[0]),
                "\(scalable): \(command[0]): bytes at once: \(peaks)")
        }
    }
}

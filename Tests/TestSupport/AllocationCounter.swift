import Foundation

/// What one run of a command took of the heap, counted by allocations.c.
package struct AllocationCounter: Sendable {
    /// How it ended.
    package let run: CommandRun
    /// How many allocations there were.
    package let count: Int
    /// Bytes that were asked for in all.
    package let bytes: Int
    /// The most bytes that were held at once.
    package let peakBytes: Int

    private static let library = Result { try PreloadedLibrary("allocations.c") }

    /// Whether allocations can be counted: sanitizers bring an allocator of their own.
    package static let isAvailable = ProcessInfo.processInfo.environment["CLIPW_SANITIZER"] == nil

    /// Runs a command, in a directory, and counts.
    ///
    /// - Parameter input: all of standard input.
    /// - Throws: `POSIXError` where it left no count, because a signal ended it.
    package init(
        _ command: String, _ arguments: [String], limits: [String] = [], input: [UInt8] = [],
        directory: String? = nil
    ) throws {
        let report = try TemporaryDirectory()
        let path = report.path("allocations")
        run = try CommandRun(
            command, arguments, limits: limits, input: input,
            environment: Self.library.get().environment.merging(["CLIPW_ALLOCATIONS": path]) { $1 },
            directory: directory)
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let numbers = text.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
        guard numbers.count == 3 else { throw POSIXError(.ECHILD) }
        (count, bytes, peakBytes) = (numbers[0], numbers[1], numbers[2])
    }
}

/// Runs commands in which something tries to get out, intruder.c.
package enum Intruder {
    private static let library = Result { try PreloadedLibrary("intruder.c") }

    /// Runs a command; tells how each attempt ended, by its name: `OK`, or the name of an error.
    ///
    /// - Parameters:
    ///   - outside: a file that the command has nothing to do with.
    ///   - readsBefore: of files, which pass before.
    ///   - onOldKernel: without Landlock and seccomp's filters.
    package static func run(
        _ command: String, _ arguments: [String], outside: String, readsBefore: Int = 0,
        onOldKernel: Bool = false
    ) throws -> (run: CommandRun, attempts: [String: String], otherErrors: [Substring]) {
        var environment = try library.get().environment
        environment["CLIPW_OUTSIDE"] = outside
        environment["CLIPW_READS_BEFORE"] = String(readsBefore)
        if onOldKernel { environment["CLIPW_OLD_KERNEL"] = "1" }
        let run = try CommandRun(command, arguments, environment: environment)
        let lines = (run.errors + run.output).split(separator: "\n")
        let attempts = lines.filter { $0.hasPrefix("intruder: ") }.map { $0.split(separator: " ") }
        return (
            run, Dictionary(attempts.map { (String($0[1]), String($0[2])) }) { first, _ in first },
            run.errors.split(separator: "\n").filter { !$0.hasPrefix("intruder: ") }
        )
    }
}

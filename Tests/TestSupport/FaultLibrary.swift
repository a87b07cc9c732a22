/// faults.c, which makes one system call of a command fail.
package enum FaultLibrary {
    private static let library = Result { try PreloadedLibrary("faults.c") }

    /// Variables with which a command finds no file system that has files without a name.
    package static func withoutNamelessFiles() throws -> [String: String] {
        try library.get().environment.merging(["CLIPW_NO_TMPFILE": "1"]) { $1 }
    }

    /// Runs a command with one system call failing; tells whether it came to that call at all.
    package static func run(
        _ command: String, _ arguments: [String], fault: String, outputPath: String? = nil
    ) throws -> (run: CommandRun, happened: Bool) {
        let mark = TemporaryDirectory.made()
        let variables = ["CLIPW_FAULT": fault, "CLIPW_FAULT_MARK": mark.path("mark")]
        let run = try CommandRun(
            command, arguments, outputPath: outputPath,
            environment: library.get().environment.merging(variables) { $1 })
        return (run, try !TemporaryDirectory.contents(of: mark.path("mark")).isEmpty)
    }

    /// Runs a command and tells which of its calls decide what a loss of power leaves, in their order.
    package static func calls(
        of command: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (run: CommandRun, calls: [WrittenCall]) {
        let notes = TemporaryDirectory.made()
        let variables = environment.merging(["CLIPW_CALLS": notes.path("calls")]) { $1 }
        let run = try CommandRun(
            command, arguments, environment: library.get().environment.merging(variables) { $1 })
        let text = String(decoding: try TemporaryDirectory.contents(of: notes.path("calls")), as: UTF8.self)
        return (run, text.split(separator: "\n").compactMap { WrittenCall(String($0)) })
    }
}

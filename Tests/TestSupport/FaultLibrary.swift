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
}

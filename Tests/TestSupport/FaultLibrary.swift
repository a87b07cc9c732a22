import Foundation

/// faults.c, compiled once for this run of the tests.
package enum FaultLibrary {
    private static let folder = TemporaryDirectory.made()
    private static let compiled = Result {
        let path = folder.path("faults.so")
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "faults.c").path
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", path, source]
        try compiler.run()
        compiler.waitUntilExit()
        // A C compiler named cc is needed.
        guard compiler.terminationStatus == 0 else { throw POSIXError(.ENOEXEC) }
        return path
    }

    /// The library before what the tests themselves were started with, such as that of Scripts/sanitize.sh.
    private static func preloaded() throws -> String {
        let others = ProcessInfo.processInfo.environment["LD_PRELOAD"]
        return try [compiled.get(), others].compactMap(\.self).joined(separator: ":")
    }

    /// Runs a command with one system call failing; tells whether it came to that call at all.
    package static func run(
        _ command: String, _ arguments: [String], fault: String, outputPath: String? = nil
    ) throws -> (run: CommandRun, happened: Bool) {
        let mark = TemporaryDirectory.made()
        let run = try CommandRun(
            command, arguments, outputPath: outputPath,
            environment: [
                "LD_PRELOAD": try preloaded(), "CLIPW_FAULT": fault, "CLIPW_FAULT_MARK": mark.path("mark"),
            ])
        return (run, try mark.contents == ["mark"])
    }
}

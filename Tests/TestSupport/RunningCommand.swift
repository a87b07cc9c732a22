import Foundation

/// A command of the build that the tests belong to, while it runs.
package final class RunningCommand {
    private let process = Process()
    // Files, not pipes: nothing blocks however much is printed.
    private let directory: TemporaryDirectory
    private let outputPath: String
    private let errorPath: String

    /// Starts it.
    ///
    /// - Parameters:
    ///   - launcher: a program and its arguments that start the command, such as `["/usr/bin/prlimit", "--fsize=1"]`.
    ///   - environment: variables beside those of this process.
    ///   - outputPath: where standard output goes; nothing of it is kept then.
    ///   - input: all of standard input.
    ///   - workingDirectory: where it runs, if not where the tests do.
    package init(
        _ name: String, _ arguments: [String], launcher: [String] = [], environment: [String: String] = [:],
        outputPath: String? = nil, input: some Collection<UInt8> = [], workingDirectory: String? = nil
    ) throws {
        let line = launcher + [CommandRun.path(of: name)] + arguments
        process.executableURL = URL(filePath: line[0])
        process.arguments = Array(line.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let workingDirectory { process.currentDirectoryURL = URL(filePath: workingDirectory) }
        directory = try TemporaryDirectory()
        self.outputPath = try directory.write([], to: "output")
        errorPath = try directory.write([], to: "errors")
        process.standardOutput = FileHandle(forWritingAtPath: outputPath ?? self.outputPath)
        process.standardError = FileHandle(forWritingAtPath: errorPath)
        process.standardInput = FileHandle(forReadingAtPath: try directory.write(Array(input), to: "input"))
        try process.run()
    }

    /// Sends a signal.
    package func kill(_ signal: Int32 = SIGKILL) {
        Foundation.kill(process.processIdentifier, signal)
    }

    /// What it has printed to standard error so far.
    package var errorsSoFar: String {
        get throws { try String(decoding: Data(contentsOf: URL(filePath: errorPath)), as: UTF8.self) }
    }

    /// Waits for its end.
    ///
    /// - Returns: exit code (128 and more for a signal, as a shell counts), standard output and standard error.
    package func finish() throws -> (exitCode: Int32, output: String, errors: String) {
        process.waitUntilExit()
        let isSignal = process.terminationReason == .uncaughtSignal
        return (
            process.terminationStatus + (isSignal ? 128 : 0),
            try String(decoding: Data(contentsOf: URL(filePath: outputPath)), as: UTF8.self), try errorsSoFar
        )
    }
}

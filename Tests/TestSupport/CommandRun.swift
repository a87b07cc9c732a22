import Foundation

/// One run of one of the package's commands.
package struct CommandRun: Sendable {
    /// Exit code; 128 and more for a signal, as a shell counts.
    package let exitCode: Int32
    /// All of standard output.
    package let output: String
    /// All of standard error.
    package let errors: String

    /// Runs a command of the build that the tests belong to.
    ///
    /// - Parameters:
    ///   - limits: arguments of `prlimit`, such as `--fsize=1000`.
    ///   - killAfter: sends SIGKILL after this time.
    ///   - outputPath: where standard output goes; `output` stays empty then.
    ///   - input: all of standard input.
    ///   - environment: variables beside those of the tests.
    package init(
        _ name: String, _ arguments: [String], limits: [String] = [], killAfter: Duration? = nil,
        outputPath: String? = nil, input: some Collection<UInt8> = [], environment: [String: String] = [:]
    ) throws {
        let process = Process()
        let command = Self.path(of: name)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // A sanitizer reserves terabytes of addresses for itself.
        let isSanitized = ProcessInfo.processInfo.environment["CLIPW_SANITIZER"] != nil
        let limits = limits.filter { !isSanitized || !$0.hasPrefix("--as=") }
        if limits.isEmpty {
            process.executableURL = URL(filePath: command)
            process.arguments = arguments
        } else {
            process.executableURL = URL(filePath: "/usr/bin/prlimit")
            process.arguments = limits + [command] + arguments
        }
        // Files, not pipes: nothing blocks however much is printed.
        let directory = try TemporaryDirectory()
        let (ownPath, errorPath) = (
            try directory.write([], to: "output"), try directory.write([], to: "errors")
        )
        process.standardOutput = FileHandle(forWritingAtPath: outputPath ?? ownPath)
        process.standardError = FileHandle(forWritingAtPath: errorPath)
        process.standardInput = FileHandle(forReadingAtPath: try directory.write(Array(input), to: "input"))
        try process.run()
        if let killAfter {
            Thread.sleep(forTimeInterval: killAfter / .seconds(1))
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        let isSignal = process.terminationReason == .uncaughtSignal
        exitCode = process.terminationStatus + (isSignal ? 128 : 0)
        output = try String(decoding: Data(contentsOf: URL(filePath: ownPath)), as: UTF8.self)
        errors = try String(decoding: Data(contentsOf: URL(filePath: errorPath)), as: UTF8.self)
    }

    /// Where a command of the build lies.
    package static func path(of name: String) -> String { folder.appending(path: name).path }

    /// Where the build puts executables: beside the test bundle that is running.
    private static let folder: URL = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(filePath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
    }()
}

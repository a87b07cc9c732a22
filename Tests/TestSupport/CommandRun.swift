package import ByteIO
import Foundation

/// One run of one of the package's commands.
package struct CommandRun: Sendable {
    /// Exit code; 128 and more for a signal, as a shell counts.
    package let exitCode: Int32
    /// All of standard output.
    package let output: String
    /// All of standard error.
    package let errors: String

    /// `address` or `thread` under Scripts/sanitize.sh, else nil.
    package static let sanitizer = ProcessInfo.processInfo.environment["CLIPW_SANITIZER"]

    /// Whether a command can be held to a limit of `prlimit`.
    ///
    /// Sanitizers reserve terabytes of addresses for themselves and take many times as long, and the memory of
    /// ThreadSanitizer is a file.
    package static func canLimit(_ limit: String) -> Bool {
        switch sanitizer {
        case nil: true
        case "thread": !["--as=", "--cpu=", "--fsize="].contains { limit.hasPrefix($0) }
        default: !["--as=", "--cpu="].contains { limit.hasPrefix($0) }
        }
    }

    /// Runs a command of the build that the tests belong to.
    ///
    /// - Parameters:
    ///   - limits: arguments of `prlimit`, such as `--fsize=1000`.
    ///   - isPowerless: without root's power to read what is forbidden.
    ///   - killAfter: sends SIGKILL after this time.
    ///   - outputPath: where standard output goes; `output` stays empty then.
    ///   - input: all of standard input.
    ///   - environment: variables beside those of the tests.
    ///   - directory: where it runs, which is then also its home and its place for temporary files.
    package init(
        _ name: String, _ arguments: [String], limits: [String] = [], isPowerless: Bool = false,
        killAfter: Duration? = nil, outputPath: String? = nil, input: some Collection<UInt8> = [],
        environment: [String: String] = [:], directory: String? = nil
    ) throws {
        let limits = limits.filter(Self.canLimit)
        var launcher = limits.isEmpty ? [] : ["/usr/bin/prlimit"] + limits
        if isPowerless, geteuid() == 0 {
            launcher += [
                "/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all",
            ]
        }
        let home = directory.map { ["HOME": $0, "TMPDIR": $0, "XDG_CACHE_HOME": $0] } ?? [:]
        let command = try RunningCommand(
            name, arguments, launcher: launcher, environment: home.merging(environment) { $1 },
            outputPath: outputPath, input: input, workingDirectory: directory)
        if let killAfter {
            Thread.sleep(forTimeInterval: killAfter / .seconds(1))
            command.kill()
        }
        (exitCode, output, errors) = try command.finish()
    }

    /// Runs a command with arguments that are bytes, by a shell.
    ///
    /// - Parameters:
    ///   - redirections: what stands behind the arguments, such as `2>&-`.
    ///   - environment: variables beside those of the tests.
    ///   - directory: where it runs.
    package init(
        bytes name: String, _ arguments: [FilePath], input: some Collection<UInt8> = [],
        redirections: String = "",
        environment: [String: String] = [:], directory: String? = nil
    ) throws {
        let words = arguments.map { argument in
            "$'"
                + argument.bytes.map { "\\x\(String($0 >> 4, radix: 16))\(String($0 & 15, radix: 16))" }
                .joined() + "'"
        }
        let line = "exec \"$0\" \(words.joined(separator: " ")) \(redirections)"
        let command = try RunningCommand(
            name, [], launcher: ["/bin/bash", "-c", line], environment: environment, input: input,
            workingDirectory: directory)
        (exitCode, output, errors) = try command.finish()
    }

    /// Where a command of the build lies.
    package static func path(of name: String) -> String { folder.appending(path: name).path }

    /// Where the build puts executables: beside the test bundle that is running.
    private static let folder: URL = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(filePath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
    }()
}

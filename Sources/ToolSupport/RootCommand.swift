package import ArgumentParser
import ByteIO

/// What a process is started as: a command, or one with subcommands.
package protocol RootCommand: ParsableCommand {}

extension RootCommand {
    /// Parses the process's arguments, which are bytes, and runs the command.
    package static func main() {
        openStandardStreams()
        removeUnfinishedFilesOnSignals()
        do {
            var command = try parseAsRoot(ProcessArguments.encoded())
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure, !(error is ExitCode) else {
                exit(withError: error)
            }
            complain(fullMessage(for: error))
            exit(withError: ExitCode.validationFailure)
        }
    }

    /// Says what is wrong with the arguments, whose bytes may be anything.
    private static func complain(_ message: String) {
        let lines = FilePath(bytes: ProcessArguments.bytes(of: message)).description.split(
            separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { escapingControlCharacters(String($0)) }.joined(separator: "\n")
        try? StandardStream.error.write(text + "\n")
    }
}

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
            let arguments = ProcessArguments.encoded()
            try requireComparable(arguments)
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure, !(error is ExitCode) else {
                exit(withError: error)
            }
            complain(fullMessage(for: error))
            exit(withError: ExitCode.validationFailure)
        }
    }

    /// Refuses an argument with a long run of combining characters before the parser compares it: that would take the
    /// square of the run.
    ///
    /// No path of a file has one: there are at most 127 in a name of 255 bytes, and a slash ends a run.
    private static func requireComparable(_ arguments: [String]) throws {
        guard let position = arguments.firstIndex(where: CombiningRun.isTooLong) else { return }
        throw ValidationError(
            "argument \(position + 1) has a long run of combining characters (\(CombiningRun.allowed))")
    }

    /// Says what is wrong with the arguments, whose bytes may be anything.
    private static func complain(_ message: String) {
        let lines = FilePath(bytes: ProcessArguments.bytes(of: message)).description.split(
            separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { escapingControlCharacters(String($0)) }.joined(separator: "\n")
        try? StandardStream.error.write(text + "\n")
    }
}

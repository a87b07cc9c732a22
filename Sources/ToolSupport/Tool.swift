import ArgumentParser
package import ByteIO

/// A command of the toolchain: its arguments, and what it does with them.
///
/// Errors become one line on standard error, `NAME: <sentence>`, and an exit code; where nobody reads the results any
/// more, nothing is said.
package protocol Tool: RootCommand {
    /// Does the work; a `FileError` that it throws is printed. Returns the exit code.
    func perform() throws(FileError) -> Int32

    /// The files that it needs, which are all that it can open then; nil where that is known only as it goes.
    var access: FileAccess? { get }

    /// The command's name before its messages; a subcommand says that of the command that it belongs to.
    static var messageName: String { get }
}

extension Tool {
    /// The command's own name.
    package static var messageName: String { _commandName }

    /// Runs the command as a process's only task.
    package func run() throws {
        leaveCrashesToTheSystem()
        ignoreWriteSignals()
        let code: Int32
        do {
            try access?.enforce()
            code = try perform()
        } catch {
            // Whoever closes a pipe knows that it is closed.
            if error.code != .readerGone { Self.complain(error.description) }
            code = error.exitCode
        }
        if code != 0 { throw ExitCode(code) }
    }

    /// One line on standard error under the command's name.
    ///
    /// Where even that fails there is nobody left to tell.
    package static func complain(_ sentence: String) {
        try? StandardStream.error.write("\(messageName): \(sentence)\n")
    }

    /// A line that is not the end of the matter.
    package static func warn(_ sentence: String) {
        complain("warning: \(escapingControlCharacters(sentence))")
    }
}

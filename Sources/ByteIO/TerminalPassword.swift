import Glibc

/// Asks for a password on the terminal that the process belongs to, whose letters are not shown.
///
/// Keys that would end or stop the process do not while it waits, so that the terminal is never left without an echo.
///
/// - Returns: its bytes, without the end of the line.
/// - Throws: `missing` where there is no terminal; `inputOutput`.
public func passwordFromTerminal(prompt: String) throws(FileError) -> [UInt8] {
    let path: FilePath = "/dev/tty"
    let name = try path.cString
    guard let terminal = FileDescriptor.opened({ unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY) }) else {
        throw FileError(.missing, path: path, found: "there is no terminal to ask for a password on")
    }
    let stream = StandardStream(descriptor: terminal.number, name: path)
    var usual = termios()
    guard unsafe tcgetattr(terminal.number, &usual) == 0 else { throw .systemCall("tcgetattr", path: path) }
    var quiet = usual
    quiet.c_lflag &= ~tcflag_t(ECHO | ISIG)
    quiet.c_lflag |= tcflag_t(ICANON)
    guard unsafe tcsetattr(terminal.number, TCSAFLUSH, &quiet) == 0 else {
        throw .systemCall("tcsetattr", path: path)
    }
    defer { unsafe tcsetattr(terminal.number, TCSAFLUSH, &usual) }
    try StandardStream.error.write(prompt)
    // A terminal gives a line at a time, of at most 4,096 bytes.
    let line = try stream.read(4096)
    try StandardStream.error.write("\n")
    return Array(line.prefix { $0 != 0x0A && $0 != 0x0D })
}

import Glibc

/// One of the process's own streams for text.
public struct StandardStream: Sendable {
    private let descriptor: Int32
    private let name: FilePath

    init(descriptor: Int32, name: FilePath) {
        (self.descriptor, self.name) = (descriptor, name)
    }

    /// For texts that are piped in.
    public static let input = StandardStream(descriptor: STDIN_FILENO, name: "standard input")
    /// For results.
    public static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
    /// For progress, warnings and errors.
    public static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

    /// Whether a person looks at it.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal, or nil where there is none.
    public var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether `read(_:)` would return at once: there are bytes, or the end is reached, or reading fails.
    public var isReady: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return retryingOnInterrupt { unsafe poll(&request, 1, 0) } != 0
    }

    /// At most this many bytes, as soon as there are any; none at the end.
    ///
    /// - Throws: `inputOutput`, for instance where standard input is a folder.
    public func read(_ count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // The kernel writes at most as many bytes as the array has.
        let result = unsafe bytes.withUnsafeMutableBytes { buffer in
            retryingOnInterrupt { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
        }
        if result < 0 { throw .systemCall("read", path: name) }
        bytes.removeLast(count - result)
        return bytes
    }

    /// All text of a file that is read as a stream, such as those of the kernel, whose sizes are told as 0.
    static func contents(of path: FilePath) throws(FileError) -> String {
        let name = try path.cString
        guard let descriptor = FileDescriptor.opened({ unsafe open(name, O_RDONLY | O_CLOEXEC) }) else {
            throw .systemCall("open", path: path)
        }
        let stream = StandardStream(descriptor: descriptor.number, name: path)
        var bytes: [UInt8] = []
        while true {
            let piece = try stream.read(1 << 14)
            guard !piece.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
    }

    /// Writes all of the text.
    ///
    /// - Throws: `readerGone` when nobody reads the pipe any more; `inputOutput`, for instance when the disk is full.
    public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

    /// Writes all of the bytes; throws as `write(_:)` of a text.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            // The pointer stays inside the array: written < count.
            let result = unsafe bytes.withUnsafeBytes { buffer in
                retryingOnInterrupt {
                    unsafe Glibc.write(
                        descriptor, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written)
                }
            }
            if result < 0, errno == EPIPE {
                throw FileError(.readerGone, path: name, found: "nobody reads it any more")
            }
            if result <= 0 { throw .systemCall("write", path: name) }
            written += result
        }
    }
}

/// Makes writing past a closed pipe or a file size limit an error of the call instead of a signal that ends
/// the process.
public func ignoreWriteSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
}

/// Lets a crash end the process as the system does it.
///
/// Swift's runtime would start another program, its backtracer; who asks for that names it in `SWIFT_BACKTRACE`.
public func leaveCrashesToTheSystem() {
    guard (try? Environment.value("SWIFT_BACKTRACE")) == nil else { return }
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] { signal(number, SIG_DFL) }
}

import CLinux
import Glibc

/// An open file of this process, closed when the last reference goes.
final class FileDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// A path that leads to the open file, for as long as it is open.
    var path: String { "/proc/self/fd/\(number)" }

    /// The number, for a caller that closes it itself: a second one of the same open file.
    ///
    /// - Throws: `inputOutput` when the process has no descriptor left.
    func duplicate(path: FilePath) throws(FileError) -> Int32 {
        let number = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
        if number < 0 { throw .systemCall("fcntl", path: path) }
        return number
    }

    /// Writes all bytes at a position, and lets the disk begin with them.
    ///
    /// - Throws: `inputOutput`, also when the disk is full.
    func write(_ bytes: Span<UInt8>, at offset: Int, path: FilePath) throws(FileError) {
        var written = 0
        while written < bytes.count {
            // The pointer stays inside the span: written < count.
            let result = unsafe bytes.withUnsafeBytes { buffer in
                retryingOnInterrupt {
                    unsafe pwrite(
                        number, buffer.baseAddress.map { unsafe $0 + written }, buffer.count - written,
                        offset + written)
                }
            }
            if result <= 0 {
                throw .systemCall("write", path: path, at: "offset \(offset + written)", output: true)
            }
            written += result
        }
        // Only a hint: the final fsync waits less when the disk has worked alongside.
        clip_linux_begin_writeback(number, offset, bytes.count)
    }

    /// The result of `open` or `openat` as an owned descriptor, or nil with `errno` set.
    ///
    /// A call that a signal interrupted is repeated.
    static func opened(_ call: () -> Int32) -> FileDescriptor? {
        let number = retryingOnInterrupt(call)
        guard number >= 0, number <= STDERR_FILENO else { return number >= 0 ? FileDescriptor(number) : nil }
        // One of the standard streams was closed; what is meant for it would be written into this file.
        let other = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
        let reason = errno
        close(number)
        errno = reason
        return other >= 0 ? FileDescriptor(other) : nil
    }
}

/// Repeats a system call for as long as signals interrupt it.
func retryingOnInterrupt<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

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

    /// The result of `open` or `openat` as an owned descriptor, or nil with `errno` set.
    ///
    /// A call that a signal interrupted is repeated.
    static func opened(_ call: () -> Int32) -> FileDescriptor? {
        let number = retryingOnInterrupt(call)
        return number >= 0 ? FileDescriptor(number) : nil
    }
}

/// Repeats a system call for as long as signals interrupt it.
func retryingOnInterrupt<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

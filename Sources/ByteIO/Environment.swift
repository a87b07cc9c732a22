import Glibc

/// The variables that a process was started with.
public enum Environment {
    /// The value of a variable; nil where it is not set or empty.
    ///
    /// - Throws: `malformed` where it is not UTF-8.
    public static func value(_ name: String) throws(FileError) -> String? {
        guard let path = path(name) else { return nil }
        guard let text = path.text else {
            throw FileError(.malformed, path: FilePath(name), found: "the variable is not UTF-8")
        }
        return text
    }

    /// The path that a variable holds; nil where it is not set or empty.
    public static func path(_ name: String) -> FilePath? {
        // The C library gives its own copy, which nobody changes here: nothing in this project sets a variable.
        guard let value = unsafe getenv(name) else { return nil }
        let path = unsafe FilePath(cString: value)
        return path.bytes.isEmpty ? nil : path
    }
}

/// Waits.
public func pause(for duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    while true {
        var wanted = rest
        // What a signal leaves of the time is waited for again.
        guard unsafe nanosleep(&wanted, &rest) != 0, errno == EINTR else { return }
    }
}

/// Seconds since 1970.
public func secondsSince1970() -> Int { time(nil) }

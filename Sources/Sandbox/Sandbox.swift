import CSandbox

/// What a process may open, read and write, and that it starts nothing: enforced by the kernel, where it has the means.
///
/// For programs, never for libraries: what is given up is given up for all of the process, and for good.
public struct Sandbox: Sendable {
    /// Paths that are read: files, and folders with what lies beneath.
    public var readable: [String]
    /// Folders in which files are made, written, renamed and removed.
    public var writable: [String]

    /// A sandbox of nothing but what the system's libraries read.
    public init(readable: [String] = [], writable: [String] = []) {
        self.readable = readable
        self.writable = writable
    }

    /// What the system's libraries read when they are loaded or first used: libraries; character sets and languages (glibc);
    /// time zones (libzip); OpenSSL's configuration; the processors and this process (Swift's runtime, OpenMP, OpenBLAS).
    private static let ofLibraries = [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/locale",
        "/usr/share/zoneinfo", "/etc/localtime", "/etc/ssl/openssl.cnf", "/proc/self", "/proc/cpuinfo",
        "/proc/meminfo", "/proc/stat", "/proc/sys/vm", "/sys/devices/system", "/sys/fs/cgroup", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random",
    ]

    /// Begins it, before the process has begun a thread.
    ///
    /// A kernel without Landlock enforces no paths, and one without seccomp no calls; neither is an error.
    public func begin() {
        let paths = csandbox_begin()
        if paths >= 0 {
            csandbox_allow_loaded_libraries(paths)
            for path in Self.ofLibraries + readable { unsafe csandbox_allow(paths, path, CSANDBOX_READ) }
            for path in writable { unsafe csandbox_allow(paths, path, CSANDBOX_WRITE) }
            csandbox_enforce(paths)
        }
        csandbox_forbid_calls()
    }
}

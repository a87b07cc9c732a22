import CSandbox

/// What a process may open, read and write, and that it starts nothing: enforced by the kernel, where it has the means.
///
/// For programs, never for libraries: what is given up is given up for all of the process, and for good.
public struct Sandbox: Sendable {
    /// Paths that are read, as bytes: files, and folders with what lies beneath.
    public var readable: [[UInt8]]
    /// Folders in which files are made, written, renamed and removed.
    public var writable: [[UInt8]]

    /// A sandbox of nothing but what the system's libraries read.
    public init(readable: [[UInt8]] = [], writable: [[UInt8]] = []) {
        self.readable = readable
        self.writable = writable
    }

    /// What the system's libraries read when they are loaded or first used: libraries; character sets and languages (glibc);
    /// time zones (libzip); OpenSSL's configuration; the processors and this process (Swift's runtime, OpenBLAS).
    private static let ofLibraries = [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/locale",
        "/usr/share/zoneinfo", "/etc/localtime", "/etc/ssl/openssl.cnf", "/proc/self", "/proc/cpuinfo",
        "/proc/meminfo", "/proc/stat", "/proc/sys/vm", "/sys/devices/system", "/sys/fs/cgroup", "/dev/null",
        "/dev/zero", "/dev/urandom", "/dev/random",
    ]

    /// Begins it, before the process has begun a thread.
    ///
    /// A kernel without Landlock enforces no paths, and one without seccomp no calls; neither is an error.
    ///
    /// - Returns: false where there is no file descriptor or memory left to begin it with, or the system fails to tell what
    ///   a path is; it is not begun then.
    public func begin() -> Bool {
        let paths = clip_sandbox_begin()
        if paths == -2 { return false }
        if paths >= 0 {
            guard clip_sandbox_allow_loaded_libraries(paths),
                (Self.ofLibraries.map { Array($0.utf8) } + readable).allSatisfy({ path in
                    allow(path, CSANDBOX_READ, in: paths)
                }),
                writable.allSatisfy({ allow($0, CSANDBOX_WRITE, in: paths) })
            else { return false }
            clip_sandbox_enforce(paths)
        }
        clip_sandbox_forbid_calls()
        return true
    }

    private func allow(_ path: [UInt8], _ access: clip_sandbox_access, in paths: Int32) -> Bool {
        // The system would take what stands before a NUL for the path.
        if path.contains(0) { return true }
        return unsafe clip_sandbox_allow(paths, (path + [0]).map(CChar.init(bitPattern:)), access)
    }
}

import Glibc

/// A lock that processes agree on by a file's name; it goes with this value, or with the process.
public final class FileLock: Sendable {
    private let descriptor: FileDescriptor

    private init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// The outcome of asking for a lock.
    public enum Attempt: Sendable {
        /// It is this process's now.
        case held(FileLock)
        /// Another process, or another part of this one, has it.
        case taken
        /// This file system, or what lies in the file's place, allows no lock.
        case impossible
    }

    /// Asks for a lock without waiting.
    ///
    /// The file is one that other users cannot open, since whoever can read a file can hold a lock on it for ever.
    public static func attempt(_ name: FilePath, in directory: OpenDirectory) -> Attempt {
        while true {
            let permissions: mode_t = 0o600
            guard
                let descriptor = try? directory.opened(
                    name, flags: O_RDWR | O_CREAT, permissions: permissions),
                let file = FileIdentity(of: descriptor), file.isRegularFile, file.owner == geteuid(),
                fchmod(descriptor.number, permissions) == 0
            else { return .impossible }
            guard retryingOnInterrupt({ flock(descriptor.number, LOCK_EX | LOCK_NB) }) == 0 else {
                return errno == EWOULDBLOCK ? .taken : .impossible
            }
            // Somebody may have removed the file in between, and a third process locked a new one of this name.
            if directory.status(of: name)?.identity.isSameFile(as: file) == true {
                return .held(FileLock(descriptor))
            }
        }
    }
}

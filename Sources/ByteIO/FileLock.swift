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
    public static func attempt(_ name: FilePath, in directory: OpenDirectory) -> Attempt {
        while true {
            guard let descriptor = try? directory.opened(name, flags: O_RDWR | O_CREAT) else {
                return .impossible
            }
            guard retryingOnInterrupt({ flock(descriptor.number, LOCK_EX | LOCK_NB) }) == 0 else {
                return errno == EWOULDBLOCK ? .taken : .impossible
            }
            guard let locked = FileIdentity(of: descriptor), locked.isRegularFile else { return .impossible }
            // Somebody may have removed the file in between, and a third process locked a new one of this name.
            if let named = directory.status(of: name)?.identity, named.inode == locked.inode {
                return .held(FileLock(descriptor))
            }
        }
    }
}

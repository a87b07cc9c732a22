import Glibc

/// A file that is written from its start to its end, perhaps by several processes one after another.
public final class GrowingFile: Sendable {
    /// The path as the user would name it.
    public let path: FilePath
    private let descriptor: FileDescriptor

    /// Opens a file of a directory, or makes it.
    ///
    /// One that it makes only this user can write to, whatever the umask.
    ///
    /// - Throws: `permission` for what is not a regular file of this user's with this one name: a link, a FIFO, or a
    ///   file that somebody else can write to.
    public init(_ name: FilePath, in directory: OpenDirectory) throws(FileError) {
        path = directory.path.appending(name)
        guard let descriptor = try directory.opened(name, flags: O_RDWR | O_CREAT, permissions: 0o644) else {
            let number = errno
            if let found = directory.status(of: name)?.identity {
                guard found.isRegularFile else { throw Self.refusal(path, found.kindDescription) }
                if found.isOfAnotherUser { throw Self.refusal(path, "a file of another user") }
            }
            throw .systemCall("create", path: path, output: true, number: number)
        }
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { throw .systemCall("fstat", path: path) }
        let identity = FileIdentity(status)
        guard identity.isRegularFile else { throw Self.refusal(path, identity.kindDescription) }
        guard status.st_uid == geteuid(), status.st_nlink == 1 else {
            throw Self.refusal(path, "a file of another user, or one with a second name")
        }
        guard identity.othersAccess == nil else {
            throw Self.refusal(path, "a file that other users can write to")
        }
        self.descriptor = descriptor
    }

    private static func refusal(_ path: FilePath, _ found: String) -> FileError {
        FileError(
            .permission, path: path, found: "it is \(found)",
            allowed: "a file of your own belongs here: remove the other one")
    }

    /// Bytes that it has by now.
    public var byteCount: Int { FileIdentity(of: descriptor)?.byteCount ?? 0 }

    /// Writes bytes at a position and lets the disk begin with them.
    ///
    /// - Throws: `inputOutput`, also when the disk is full.
    public func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileError) {
        try descriptor.write(bytes, at: offset, path: path)
    }

    /// Cuts it.
    public func truncate(to byteCount: Int) throws(FileError) {
        guard retryingOnInterrupt({ ftruncate(descriptor.number, byteCount) }) == 0 else {
            throw .systemCall("truncate", path: path, output: true)
        }
    }

    /// Waits until all of it is on the disk.
    public func flush() throws(FileError) {
        guard retryingOnInterrupt({ fsync(descriptor.number) }) == 0 else {
            throw .systemCall("fsync", path: path, output: true)
        }
    }

    /// A second opening of the same file, to read what has been written.
    public func reading() throws(FileError) -> InputFile {
        try InputFile(namedAs: path) { unsafe open(descriptor.path, $0) }
    }
}

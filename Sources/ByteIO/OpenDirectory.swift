import Glibc

/// A directory held open.
///
/// What lies in it is named by one component, never by a path, so that nothing outside it can
/// be meant and a directory that is moved or replaced meanwhile changes nothing.
public final class OpenDirectory: Sendable {
    /// The path as the user named it.
    public let path: String
    private let descriptor: FileDescriptor
    var number: Int32 { descriptor.number }

    /// What an entry is, links not followed, and when it was last read.
    public struct Status: Sendable {
        /// What it is.
        public let identity: FileIdentity
        /// Seconds since 1970; as exact as the file system notes it, often to a day.
        public let lastRead: Int
    }

    init(path: String, descriptor: FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens a directory, following symbolic links.
    ///
    /// - Parameter creating: makes it, and those above it, where they are missing.
    /// - Throws: `missing`, `permission`, `cannotCreate`.
    public convenience init(path: String, creating: Bool = false) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        if creating { try Self.create(path) }
        guard let descriptor = FileDescriptor.opened({ unsafe Glibc.open(path, flags) }) else {
            throw .systemCall("open", path: path, output: creating)
        }
        self.init(path: path, descriptor: descriptor)
    }

    private static func create(_ path: String) throws(FileError) {
        for (index, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            // Those above may be there, or may be not ours to make; what matters is whether the last one can be.
            _ = unsafe mkdir(String(decoding: path.utf8.prefix(index), as: UTF8.self), 0o777)
        }
        guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw .systemCall("making the directory", path: path, output: true)
        }
    }

    /// A directory in this one; a symbolic link in its place is refused, since it would lead elsewhere.
    ///
    /// - Throws: `permission` for such a link; `missing`, `cannotCreate`.
    public func directory(_ name: String, creating: Bool = false) throws(FileError) -> OpenDirectory {
        let path = "\(self.path)/\(name)"
        if creating {
            guard unsafe mkdirat(descriptor.number, name, 0o755) == 0 || errno == EEXIST else {
                throw .systemCall("making the directory", path: path, output: true)
            }
        }
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        guard let child = FileDescriptor.opened({ unsafe openat(descriptor.number, name, flags) }) else {
            let number = errno
            if let found = status(of: name)?.identity, !found.isDirectory {
                throw FileError(
                    .permission, path: path, found: "it is \(found.kindDescription)",
                    allowed: "a directory of the store's own belongs here: move the other thing away")
            }
            throw .systemCall("open", path: path, output: creating, number: number)
        }
        return OpenDirectory(path: path, descriptor: child)
    }

    /// Names of all entries but `.` and `..`, sorted; those that are not UTF-8 are left out.
    public func names() throws(FileError) -> [String] {
        // A second opening, since reading moves a position that the descriptor has; closedir closes it.
        let second = retryingOnInterrupt { unsafe openat(descriptor.number, ".", O_RDONLY | O_CLOEXEC) }
        guard second >= 0, let stream = unsafe fdopendir(second) else {
            throw .systemCall("reading the directory", path: path)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            // The C library promises a name that ends with NUL.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe String(validatingCString: $0)
                }
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// What the directory itself is by now.
    public var identity: FileIdentity {
        get throws(FileError) {
            guard let identity = FileIdentity(of: descriptor) else { throw .systemCall("fstat", path: path) }
            return identity
        }
    }

    /// What an entry is, without following links; nil where there is none.
    public func status(of name: String) -> Status? {
        var status = stat()
        guard Self.isName(name), unsafe fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0
        else { return nil }
        return Status(identity: FileIdentity(status), lastRead: status.st_atim.tv_sec)
    }

    /// Opens a regular file in it, following a symbolic link; throws as `InputFile.init(path:)`.
    public func open(_ name: String) throws(FileError) -> InputFile {
        guard Self.isName(name) else {
            throw FileError(.missing, path: path, found: "'\(name)' is no name of a file")
        }
        return try InputFile(
            opening: "/proc/self/fd/\(descriptor.number)/\(name)", namedAs: "\(path)/\(name)")
    }

    /// Removes an entry that is no directory; that it is not there is no error.
    public func remove(_ name: String) throws(FileError) {
        guard unsafe unlinkat(descriptor.number, name, 0) == 0 || errno == ENOENT else {
            throw .systemCall("remove", path: "\(path)/\(name)", output: true)
        }
    }

    /// Moves an entry to another directory of the same file system, over what is there, and waits until both
    /// directories are on the disk.
    public func move(_ name: String, to target: OpenDirectory, as newName: String) throws(FileError) {
        guard unsafe renameat(descriptor.number, name, target.descriptor.number, newName) == 0 else {
            throw .systemCall("rename", path: "\(target.path)/\(newName)", output: true)
        }
        guard fsync(target.descriptor.number) == 0, fsync(descriptor.number) == 0 else {
            throw .systemCall("fsync of the directory", path: target.path, output: true)
        }
    }

    /// Gives an open file another name, in this directory; false where its file system cannot, or forbids it.
    ///
    /// The very file that is open gets the name, whatever its path leads to by now.
    ///
    /// - Throws: `cannotCreate` if the name is taken.
    public func link(_ file: InputFile, as name: String) throws(FileError) -> Bool {
        let source = file.descriptorPath
        if unsafe linkat(AT_FDCWD, source, descriptor.number, name, AT_SYMLINK_FOLLOW) == 0 {
            guard fsync(descriptor.number) == 0 else {
                throw .systemCall("fsync of the directory", path: path, output: true)
            }
            return true
        }
        guard errno != EEXIST else {
            throw FileError(.cannotCreate, path: "\(path)/\(name)", found: "it exists already")
        }
        return false
    }

    /// Bytes that this user may still write to its file system; nil where the system does not tell.
    public var availableByteCount: Int? {
        var status = statvfs()
        guard unsafe fstatvfs(descriptor.number, &status) == 0 else { return nil }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
                .partialValue)
    }

    /// Opens an entry for writing without following a link; nil with `errno` set.
    func opened(_ name: String, flags: Int32) -> FileDescriptor? {
        FileDescriptor.opened {
            unsafe openat(descriptor.number, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
        }
    }

    /// Whether a text can name an entry.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.count <= 255
            && !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }
}

import CLinux
import Glibc

/// A directory held open.
///
/// What lies in it is named by one component, never by a path, so that nothing outside it can
/// be meant and a directory that is moved or replaced meanwhile changes nothing.
public final class OpenDirectory: Sendable {
    /// The path as the user named it.
    public let path: FilePath
    let descriptor: FileDescriptor
    var number: Int32 { descriptor.number }
    /// A path that leads to this directory, for as long as it is open, whatever stands at its own path by now.
    package var descriptorPath: FilePath { FilePath(descriptor.path) }

    /// What an entry is, links not followed, and when it was last read.
    public struct Status: Sendable {
        /// What it is.
        public let identity: FileIdentity
        /// Seconds since 1970; as exact as the file system notes it, often to a day.
        public let lastRead: Int
    }

    init(path: FilePath, descriptor: FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens a directory, following symbolic links.
    ///
    /// - Parameter creating: makes it, and those above it, where they are missing; only this user can write to them.
    /// - Throws: `missing`, `permission`, `cannotCreate`.
    public convenience init(path: FilePath, creating: Bool = false) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let name = try path.cString
        if creating { try Self.create(path) }
        guard let descriptor = FileDescriptor.opened({ unsafe Glibc.open(name, flags) }) else {
            throw .systemCall("open", path: path, output: creating)
        }
        self.init(path: path, descriptor: descriptor)
    }

    private static func create(_ path: FilePath) throws(FileError) {
        for (index, byte) in path.bytes.enumerated() where byte == FilePath.slash && index > 0 {
            // Those above may be there, or may be not ours to make; what matters is whether the last one can be.
            _ = unsafe mkdir(try FilePath(bytes: path.bytes.prefix(index)).cString, 0o755)
        }
        guard unsafe mkdir(try path.cString, 0o755) == 0 || errno == EEXIST else {
            throw .systemCall("making the directory", path: path, output: true)
        }
    }

    /// A directory in this one; a symbolic link in its place is refused, since it would lead elsewhere.
    ///
    /// - Throws: `permission` for such a link; `missing`, `cannotCreate`.
    public func directory(_ name: FilePath, creating: Bool = false) throws(FileError) -> OpenDirectory {
        let path = self.path.appending(name)
        let entry = try entry(name)
        if creating {
            guard unsafe mkdirat(descriptor.number, entry, 0o755) == 0 || errno == EEXIST else {
                throw .systemCall("making the directory", path: path, output: true)
            }
        }
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        guard let child = FileDescriptor.opened({ unsafe openat(descriptor.number, entry, flags) }) else {
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

    /// Names of all entries but `.` and `..`, in the order of their bytes.
    public func names() throws(FileError) -> [FilePath] {
        // A second opening, since reading moves a position that the descriptor has; closedir closes it.
        let reopened = FileDescriptor.opened { unsafe openat(descriptor.number, ".", O_RDONLY | O_CLOEXEC) }
        guard let second = try reopened?.duplicate(path: path), let stream = unsafe fdopendir(second) else {
            throw .systemCall("reading the directory", path: path)
        }
        defer { unsafe closedir(stream) }
        var names: [FilePath] = []
        while let entry = unsafe readdir(stream) {
            // The C library promises a name that ends with NUL.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe FilePath(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
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
    public func status(of name: FilePath) -> Status? {
        var status = stat()
        guard let entry = try? entry(name),
            unsafe fstatat(descriptor.number, entry, &status, AT_SYMLINK_NOFOLLOW) == 0
        else { return nil }
        return Status(identity: FileIdentity(status), lastRead: status.st_atim.tv_sec)
    }

    /// Whether an entry has an access list beside its mode.
    func hasAccessList(_ name: FilePath) -> Bool {
        guard let entry = try? entry(name) else { return true }
        return unsafe clip_linux_has_access_list(descriptor.number, entry) != 0
    }

    /// Opens a regular file in it, following a symbolic link; throws as `InputFile.init(path:)`.
    public func open(_ name: FilePath) throws(FileError) -> InputFile {
        let entry = try entry(name)
        return try InputFile(namedAs: path.appending(name)) { flags in
            unsafe openat(descriptor.number, entry, flags)
        }
    }

    /// What a symbolic link in it says; nil for anything else.
    func linkTarget(of name: FilePath) throws(FileError) -> FilePath? {
        let entry = try entry(name)
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        // It writes at most as many bytes as the array has; a longer target than PATH_MAX is not followed by open either.
        let count = unsafe readlinkat(descriptor.number, entry, &target, target.count)
        guard count >= 0, count < target.count else { return nil }
        return FilePath(bytes: target.prefix(count).map { UInt8(bitPattern: $0) })
    }

    /// The directory that this one lies in, by whatever path it was opened.
    func parent() throws(FileError) -> OpenDirectory {
        guard let above = FileDescriptor.opened({ unsafe clip_linux_open_to_look(descriptor.number, "..") })
        else {
            throw .systemCall("open of the directory above", path: path)
        }
        return OpenDirectory(path: path.appending(".."), descriptor: above)
    }

    /// Removes an entry that is no directory; that it is not there is no error.
    public func remove(_ name: FilePath) throws(FileError) {
        guard unsafe unlinkat(descriptor.number, try entry(name), 0) == 0 || errno == ENOENT else {
            throw .systemCall("remove", path: path.appending(name), output: true)
        }
    }

    /// Moves an entry to another directory of the same file system, over what is there, and waits until both
    /// directories are on the disk.
    public func move(_ name: FilePath, to target: OpenDirectory, as newName: FilePath) throws(FileError) {
        let (old, new) = (try entry(name), try target.entry(newName))
        guard unsafe renameat(descriptor.number, old, target.descriptor.number, new) == 0 else {
            throw .systemCall("rename", path: target.path.appending(newName), output: true)
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
    public func link(_ file: InputFile, as name: FilePath) throws(FileError) -> Bool {
        let (source, entry) = (try file.descriptorPath.cString, try entry(name))
        if unsafe linkat(AT_FDCWD, source, descriptor.number, entry, AT_SYMLINK_FOLLOW) == 0 {
            guard fsync(descriptor.number) == 0 else {
                throw .systemCall("fsync of the directory", path: path, output: true)
            }
            return true
        }
        guard errno != EEXIST else {
            throw FileError(.cannotCreate, path: path.appending(name), found: "it exists already")
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

    /// Opens an entry for writing, or makes it, without following a link; nil with `errno` set.
    func opened(
        _ name: FilePath, flags: Int32, permissions: mode_t
    ) throws(FileError) -> FileDescriptor? {
        let entry = try entry(name)
        return FileDescriptor.opened {
            unsafe openat(
                descriptor.number, entry, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, permissions)
        }
    }

    /// A name as system calls take it.
    ///
    /// - Throws: `missing` for what can name no entry.
    func entry(_ name: FilePath) throws(FileError) -> [CChar] {
        guard !name.bytes.isEmpty, name != ".", name != "..", name.bytes.count <= 255,
            !name.bytes.contains(FilePath.slash)
        else {
            let shown = name.description.unicodeScalars.prefix(300)
            throw FileError(.missing, path: path, found: "'\(String(shown))' is no name of a file")
        }
        return try name.cString
    }
}

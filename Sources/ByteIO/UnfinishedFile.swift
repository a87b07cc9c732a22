import CLinux
import Glibc
import Synchronization

/// A file without its final name: nameless where the file system can, else under a temporary name that goes
/// with this value.
final class UnfinishedFile: Sendable {
    private let directory: OpenDirectory
    private let path: FilePath
    private let name: FilePath
    private let descriptor: FileDescriptor
    /// Name in the directory, while there is one to remove.
    private let temporaryName: Mutex<TemporaryName?>

    /// - Parameter permissions: of the file; the umask takes some away, as from any file.
    init(
        in directory: OpenDirectory, for name: FilePath, path: FilePath, permissions: mode_t
    ) throws(FileError) {
        self.directory = directory
        self.path = path
        self.name = name
        if let nameless = FileDescriptor.opened({ clip_linux_open_nameless(directory.number, permissions) }) {
            descriptor = nameless
            temporaryName = Mutex(nil)
            return
        }
        let temporary = try TemporaryName(Self.randomName(for: name), in: directory)
        let flags = O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL | O_NOFOLLOW
        guard
            let named = FileDescriptor.opened({
                unsafe openat(directory.number, temporary.entry, flags, permissions)
            })
        else {
            let error = FileError.systemCall("create", path: path, output: true)
            temporary.forget()
            throw error
        }
        descriptor = named
        temporaryName = Mutex(temporary)
    }

    deinit {
        temporaryName.withLock { $0?.remove() }
    }

    /// Takes the disk space now, so that a full disk is known before the work is done.
    ///
    /// File systems that cannot reserve get the length only.
    func reserve(_ byteCount: Int) throws(FileError) {
        if byteCount == 0 || retryingOnInterrupt({ clip_linux_reserve(descriptor.number, byteCount) }) == 0 {
            return
        }
        guard errno == EOPNOTSUPP else {
            throw .systemCall("reserving \(byteCount) bytes", path: path, output: true)
        }
        guard retryingOnInterrupt({ ftruncate(descriptor.number, byteCount) }) == 0 else {
            throw .systemCall("truncate", path: path, output: true)
        }
    }

    func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileError) {
        try descriptor.write(bytes, at: offset, path: path)
    }

    /// A second, independent opening of the file, to read what has been written.
    func reading(namedAs name: FilePath? = nil) throws(FileError) -> InputFile {
        try InputFile(namedAs: name ?? path) { unsafe open(descriptor.path, $0) }
    }

    /// Lets nobody else read it until it is known who may.
    func close() { _ = fchmod(descriptor.number, 0o600) }

    /// Takes the owner, the group and the permissions of a file that it is going to replace, as far as this process may.
    ///
    /// Nobody may read the new file who could not read the old one: where the group cannot be kept, or where an access
    /// list tells who may and the mode's group bits are only its mask (acl(5)), the group gets what all others have. An
    /// access list itself and other extended attributes belong to the file that goes, and go with it, as do set-user-ID
    /// and its like, which mean the bytes that the old file had.
    func takePermissions(of old: FileIdentity, hasAccessList: Bool) {
        let mine = FileIdentity(of: descriptor)
        if mine?.owner != old.owner { _ = fchown(descriptor.number, old.owner, .max) }
        if mine?.group != old.group { _ = fchown(descriptor.number, .max, old.group) }
        var mode = old.mode & 0o777
        if hasAccessList || FileIdentity(of: descriptor)?.group != old.group {
            mode = mode & ~0o070 | (mode & 0o007) << 3 & mode
        }
        _ = fchmod(descriptor.number, mode)
    }

    func flush() throws(FileError) {
        guard retryingOnInterrupt({ fsync(descriptor.number) }) == 0 else {
            throw .systemCall("fsync", path: path, output: true)
        }
    }

    /// Gives a nameless file a name.
    ///
    /// Returns the temporary name to rename from, which is the caller's to remove, or nil when the file has
    /// its final name already.
    func linked(mayReplace: Bool) throws(FileError) -> TemporaryName? {
        if let temporary = temporaryName.withLock({ name in
            defer { name = nil }
            return name
        }) {
            return temporary
        }
        // `link` never replaces, so a file that must not exist takes its final name in one step.
        let temporary = mayReplace ? try TemporaryName(Self.randomName(for: name), in: directory) : nil
        let target = if let temporary { temporary.entry } else { try directory.entry(name) }
        guard unsafe linkat(AT_FDCWD, descriptor.path, directory.number, target, AT_SYMLINK_FOLLOW) == 0
        else {
            let error = FileError.systemCall("link", path: path, output: true)
            temporary?.forget()
            throw error
        }
        return temporary
    }

    private static func randomName(for name: FilePath) -> FilePath {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        // A long name would not fit with the suffix; a directory entry has at most 255 bytes.
        return ".\(FilePath(bytes: name.bytes.prefix(200))).\(random).partial"
    }
}

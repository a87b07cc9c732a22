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
    private let temporaryName: Mutex<[CChar]?>

    /// - Parameter permissions: of the file; the umask takes some away, as from any file.
    init(
        in directory: OpenDirectory, for name: FilePath, path: FilePath, permissions: mode_t
    ) throws(FileError) {
        self.directory = directory
        self.path = path
        self.name = name
        if let nameless = FileDescriptor.opened({ clinux_open_nameless(directory.number, permissions) }) {
            descriptor = nameless
            temporaryName = Mutex(nil)
            return
        }
        let temporary = try Self.randomName(for: name).cString
        let flags = O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL | O_NOFOLLOW
        guard
            let named = FileDescriptor.opened({
                unsafe openat(directory.number, temporary, flags, permissions)
            })
        else {
            throw .systemCall("create", path: path, output: true)
        }
        descriptor = named
        temporaryName = Mutex(temporary)
    }

    deinit {
        temporaryName.withLock { name in
            if let name { _ = unsafe unlinkat(directory.number, name, 0) }
        }
    }

    /// Takes the disk space now, so that a full disk is known before the work is done.
    ///
    /// File systems that cannot reserve get the length only.
    func reserve(_ byteCount: Int) throws(FileError) {
        if byteCount == 0 || retryingOnInterrupt({ clinux_reserve(descriptor.number, byteCount) }) == 0 {
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

    func flush() throws(FileError) {
        guard retryingOnInterrupt({ fsync(descriptor.number) }) == 0 else {
            throw .systemCall("fsync", path: path, output: true)
        }
    }

    /// Gives a nameless file a name.
    ///
    /// Returns the temporary name to rename from, which is the caller's to remove, or nil when the file has
    /// its final name already.
    func linked(mayReplace: Bool) throws(FileError) -> [CChar]? {
        if let temporary = temporaryName.withLock({ name in
            defer { name = nil }
            return name
        }) {
            return temporary
        }
        // `link` never replaces, so a file that must not exist takes its final name in one step.
        let target = try (mayReplace ? Self.randomName(for: name) : name).cString
        guard unsafe linkat(AT_FDCWD, descriptor.path, directory.number, target, AT_SYMLINK_FOLLOW) == 0
        else {
            throw .systemCall("link", path: path, output: true)
        }
        return mayReplace ? target : nil
    }

    private static func randomName(for name: FilePath) -> FilePath {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        // A long name would not fit with the suffix; a directory entry has at most 255 bytes.
        return ".\(FilePath(bytes: name.bytes.prefix(200))).\(random).partial"
    }
}

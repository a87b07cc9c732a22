import Glibc

/// A file in the making that takes its name only when it is complete.
///
/// It is written without a name (`O_TMPFILE`) where the file system can, else under a temporary one in the
/// same directory; `commit()` flushes it to the disk, gives it its name and flushes the directory. After a
/// failure or a kill at any moment there is what was there before, or the whole new file.
/// A file that is replaced leaves its owner, group and permissions to the new one.
/// Writing is by position, so several threads may fill different parts at once.
public final class OutputFile: Sendable {
    /// The path as the user named it.
    public let path: FilePath

    private let directory: OpenDirectory
    private let name: FilePath
    private let mayReplace: Bool
    private let unfinished: UnfinishedFile
    /// What had the name when this file was begun, a link not followed; nil where its permissions are not kept.
    private let replaced: FileIdentity?
    private let keepsPermissions: Bool

    /// Begins a file of exactly `byteCount` bytes, for which the disk space is taken at once.
    ///
    /// - Throws: `cannotCreate` if the path is a directory or another thing that is not a regular file, if
    ///   it exists and may not be replaced, or if its directory is missing or not writable; `inputOutput`
    ///   if the disk is full.
    public convenience init(path: FilePath, byteCount: Int, mayReplace: Bool) throws(FileError) {
        let (directory, name) = try OpenDirectory.containing(path)
        try self.init(
            name, in: directory, path: path, FileIdentity(ofPath: path), byteCount: byteCount,
            mayReplace: mayReplace, permissions: 0o666, keepsPermissions: true)
    }

    /// Begins a file of an open directory that only this user can write to, whatever the umask.
    ///
    /// The directory is not looked up again, so nobody can have another one stand in its place.
    ///
    /// - Throws: as `init(path:byteCount:mayReplace:)`.
    public convenience init(
        _ name: FilePath, in directory: OpenDirectory, byteCount: Int, mayReplace: Bool
    ) throws(FileError) {
        try self.init(
            name, in: directory, path: directory.path.appending(name), directory.status(of: name)?.identity,
            byteCount: byteCount, mayReplace: mayReplace, permissions: 0o644, keepsPermissions: false)
    }

    private init(
        _ name: FilePath, in directory: OpenDirectory, path: FilePath, _ existing: FileIdentity?,
        byteCount: Int,
        mayReplace: Bool, permissions: mode_t, keepsPermissions: Bool
    ) throws(FileError) {
        self.keepsPermissions = keepsPermissions
        self.path = path
        self.name = name
        self.directory = directory
        self.mayReplace = mayReplace
        if let existing {
            guard existing.isRegularFile else {
                throw FileError(
                    .cannotCreate, path: path, found: "it is \(existing.kindDescription)",
                    allowed: "name a regular file or one that does not exist yet")
            }
            guard mayReplace else {
                throw FileError(
                    .cannotCreate, path: path, found: "it exists already",
                    allowed: "use --force to replace it")
            }
        }
        unfinished = try UnfinishedFile(
            in: directory, for: name, path: path, permissions: permissions)
        // What a private file is to be replaced by is private while it is made, too.
        replaced = keepsPermissions ? directory.status(of: name)?.identity : nil
        if replaced?.isRegularFile == true { unfinished.close() }
        try unfinished.reserve(byteCount)
    }

    /// Writes bytes at a position of the file and lets the disk begin with them.
    ///
    /// - Throws: `inputOutput`, also when the disk is full.
    public func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileError) {
        try unfinished.write(bytes, at: offset)
    }

    /// The file as it is so far, to be read before it takes its name.
    public func reading() throws(FileError) -> InputFile { try unfinished.reading() }

    /// Flushes the file to the disk and puts it in its place.
    ///
    /// - Throws: `inputOutput` or `cannotCreate`; the path then still leads to what was there before, or, where only
    ///   the directory could not be flushed, to the new file, which a loss of power may undo.
    public func commit() throws(FileError) {
        if keepsPermissions, let old = directory.status(of: name)?.identity ?? replaced, old.isRegularFile {
            unfinished.takePermissions(of: old, hasAccessList: directory.hasAccessList(name))
        }
        try unfinished.flush()
        let temporary = try unfinished.linked(mayReplace: mayReplace)
        if let temporary {
            let target = try directory.entry(name)
            guard unsafe renameat(directory.number, temporary.entry, directory.number, target) == 0 else {
                let error = FileError.systemCall("rename", path: path, output: true)
                temporary.remove()
                throw error
            }
            temporary.forget()
        }
        guard retryingOnInterrupt({ fsync(directory.number) }) == 0 else {
            throw .systemCall("fsync of the directory", path: path, output: true)
        }
    }
}

import Glibc

/// What tells one file, and one state of it, from another.
///
/// Equal identities mean the same bytes, as far as the file system can tell: whoever writes to a file changes its
/// times, and nobody but the system sets the time of that change.
public struct FileIdentity: Equatable, Sendable {
    let device: UInt
    let inode: UInt
    /// Size in bytes.
    public let byteCount: Int
    /// Number of the user it belongs to.
    public let owner: UInt32
    /// Number of the group it belongs to.
    let group: UInt32
    /// Kind and permissions.
    let mode: UInt32
    private let modified: Instant
    private let statusChanged: Instant

    private struct Instant: Equatable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    init?(of descriptor: FileDescriptor) {
        var status = stat()
        guard unsafe fstat(descriptor.number, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of whatever the path leads to, or of the link that it is; nil where it leads nowhere.
    public init?(ofPath path: FilePath, followingLinks: Bool = true) {
        var status = stat()
        guard let name = try? path.cString,
            unsafe fstatat(AT_FDCWD, name, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0
        else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        byteCount = status.st_size
        owner = status.st_uid
        group = status.st_gid
        mode = status.st_mode
        modified = Instant(status.st_mtim)
        statusChanged = Instant(status.st_ctim)
    }

    /// Whether it is an ordinary file.
    public var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
    /// Whether it is a folder.
    public var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    /// Whether it is a FIFO.
    var isFIFO: Bool { mode & S_IFMT == S_IFIFO }
    /// Whether it is a symbolic link; only what is asked for without following links is one.
    public var isSymbolicLink: Bool { mode & S_IFMT == S_IFLNK }

    /// Whether both may have the same content: the same size, and the same time of the last write.
    ///
    /// Not a proof, since whoever may write to a file may also set that time. A second link to a file, or its
    /// removal, changes neither, but does change the identity.
    func mayHaveSameContent(as other: FileIdentity) -> Bool {
        isSameFile(as: other) && byteCount == other.byteCount && modified == other.modified
    }

    /// Whether both are of one file.
    func isSameFile(as other: FileIdentity) -> Bool {
        (device, inode) == (other.device, other.inode)
    }

    /// All of it as one word, the same only for equal identities; to be written down.
    public var text: String {
        [
            Int(device), Int(inode), byteCount, Int(owner), Int(mode), modified.seconds, modified.nanoseconds,
            statusChanged.seconds, statusChanged.nanoseconds,
        ].map { String($0, radix: 36) }.joined(separator: ".")
    }

    /// Whether it is another user's: neither this process's own nor root's, who can change everything anyway.
    public var isOfAnotherUser: Bool { ![geteuid(), 0].contains(owner) }

    /// How another user than root could change it, to stand after a path; nil where none could.
    ///
    /// What a group can write to counts as changeable, whatever group it is: who is in a group cannot be told for
    /// certain, and on a file with an access control list these bits cover everybody whom the list names (acl(5)).
    public var othersAccess: String? {
        if isOfAnotherUser { return "it belongs to user \(owner)" }
        if mode & S_IWOTH != 0 { return "every user can write to it" }
        return mode & S_IWGRP != 0 ? "its group can write to it" : nil
    }

    /// Whether only an entry's owner may rename or remove it, in a directory that others can write to.
    var isSticky: Bool { mode & S_ISVTX != 0 }

    /// With its article, to stand after "it is".
    public var kindDescription: String {
        switch mode & S_IFMT {
        case S_IFDIR: "a directory"
        case S_IFIFO: "a FIFO"
        case S_IFSOCK: "a socket"
        case S_IFCHR: "a character device"
        case S_IFBLK: "a block device"
        case S_IFLNK: "a symbolic link"
        default: "not a regular file"
        }
    }
}

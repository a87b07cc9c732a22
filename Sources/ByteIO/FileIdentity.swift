import Glibc

/// What tells one file, and one state of it, from another.
struct FileIdentity: Equatable {
    let device: UInt
    let inode: UInt
    let byteCount: Int
    private let mode: UInt32
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

    /// Of whatever the path leads to.
    init?(ofPath path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        byteCount = status.st_size
        mode = status.st_mode
        modified = Instant(status.st_mtim)
        statusChanged = Instant(status.st_ctim)
    }

    var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }

    /// With its article, to stand after "it is".
    var kindDescription: String {
        switch mode & S_IFMT {
        case S_IFDIR: "a directory"
        case S_IFIFO: "a FIFO"
        case S_IFSOCK: "a socket"
        case S_IFCHR: "a character device"
        case S_IFBLK: "a block device"
        default: "not a regular file"
        }
    }
}

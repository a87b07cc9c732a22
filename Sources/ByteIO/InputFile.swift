import CLinux
import Glibc
import Synchronization

/// A regular file, opened once and read by position.
///
/// Everything that is learnt of an input (its hash, its structure, its payload) comes from this one
/// descriptor, so a path that is replaced meanwhile changes nothing, and `requireUnchanged()` tells when
/// the file itself was rewritten. Reading is by `pread` and never by mapping: a file that shrinks then is
/// an error, where a mapping would end the process with SIGBUS.
public final class InputFile: Sendable {
    /// The path as the user named it.
    public let path: FilePath
    /// Size in bytes when the file was opened.
    public let byteCount: Int

    private let descriptor: FileDescriptor
    /// What it was when it was opened.
    public let identity: FileIdentity
    /// The last state that is known to have the content of then, and the digest of that content once it was hashed.
    private let content: Mutex<(identity: FileIdentity, digest: Digest?)>

    /// Opens a regular file, following symbolic links.
    ///
    /// - Throws: `missing`, `permission`, or `notRegularFile` for a directory, FIFO, socket or device;
    ///   never waits for a writer at the other end of a FIFO.
    public convenience init(path: FilePath) throws(FileError) {
        let name = try path.cString
        try self.init(namedAs: path) { unsafe open(name, $0) }
    }

    /// Opens a file by the call that is given, which gets the flags for `open`.
    convenience init(namedAs path: FilePath, _ call: (Int32) -> Int32) throws(FileError) {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        guard let descriptor = FileDescriptor.opened({ call(flags) }) else {
            throw .systemCall("open", path: path)
        }
        try self.init(descriptor, namedAs: path)
    }

    private init(_ descriptor: FileDescriptor, namedAs path: FilePath) throws(FileError) {
        guard let identity = FileIdentity(of: descriptor) else {
            throw .systemCall("fstat", path: path)
        }
        guard identity.isRegularFile else {
            throw FileError(
                .notRegularFile, path: path, found: "it is \(identity.kindDescription)",
                allowed: "a regular file is needed")
        }
        self.path = path
        self.descriptor = descriptor
        self.identity = identity
        content = Mutex((identity, nil))
        self.byteCount = identity.byteCount
    }

    /// A file without a name that has these bytes, in memory: millions of broken ones are tried that way.
    ///
    /// - Throws: `inputOutput` when the process has no descriptor or no memory left.
    package convenience init(inMemory bytes: [UInt8], namedAs path: FilePath) throws(FileError) {
        guard let descriptor = FileDescriptor.opened({ clip_linux_open_in_memory() }) else {
            throw .systemCall("memfd_create", path: path)
        }
        try descriptor.write(bytes.span, at: 0, path: path)
        try self.init(descriptor, namedAs: path)
    }

    /// Fills the first `count` bytes of `buffer`, growing it if it is shorter, with those at `offset`.
    ///
    /// - Throws: `malformed` if the range does not lie in the file as it was opened, `changed` if the file
    ///   has become shorter since, `inputOutput`.
    public func read(_ count: Int, at offset: Int, into buffer: inout [UInt8]) throws(FileError) {
        guard count >= 0, offset >= 0, offset <= byteCount, count <= byteCount - offset else {
            throw FileError(
                .malformed, path: path, at: "offset \(offset)", found: "\(count) bytes are needed here",
                allowed: "the file ends at \(byteCount)")
        }
        if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
        var filled = 0
        while filled < count {
            // The pointer stays inside the buffer: filled < count <= buffer.count.
            let result = unsafe buffer.withUnsafeMutableBytes { bytes in
                retryingOnInterrupt {
                    unsafe pread(
                        descriptor.number, bytes.baseAddress.map { unsafe $0 + filled }, count - filled,
                        offset + filled)
                }
            }
            if result < 0 { throw .systemCall("read", path: path, at: "offset \(offset + filled)") }
            if result == 0 {
                throw FileError(
                    .changed, path: path, at: "offset \(offset + filled)",
                    found: "the file ends here now, it had \(byteCount) bytes when it was opened",
                    allowed: "leave it alone while it is read, then run the command again")
            }
            filled += result
        }
    }

    /// The bytes of a range; see `read(_:at:into:)`.
    public func bytes(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var buffer: [UInt8] = []
        try read(count, at: offset, into: &buffer)
        return buffer
    }

    /// - Throws: `changed` if size, content or identity are not those that the file had when opened.
    public func requireUnchanged() throws(FileError) {
        guard FileIdentity(of: descriptor) == identity else {
            throw FileError(
                .changed, path: path, found: "the file was changed while it was being read",
                allowed: "leave it alone, then run the command again")
        }
    }

    /// Notes the SHA-256 of its bytes, so that `requireSameContent(verify:)` can tell a new name from a write.
    public func note(digest: Digest) {
        content.withLock { $0.digest = digest }
    }

    /// Checks that it has not been written to since it was opened; a new name, or a name less, is no write.
    ///
    /// Both change the time of the last change of status, which nobody can set; the time of the last write can be put
    /// back. So where only the former is another, the bytes are looked at again: they are hashed if their digest was
    /// noted, and else left to `verify`.
    ///
    /// - Parameter verify: throws unless all bytes are those that they were; by default it always does.
    /// - Throws: `changed`, and what `verify` throws.
    public func requireSameContent(verify: (() throws(FileError) -> Void)? = nil) throws(FileError) {
        let changed = FileError(
            .changed, path: path, found: "the file was written to while it was being used",
            allowed: "leave it alone, then run the command again")
        guard let now = FileIdentity(of: descriptor) else { throw changed }
        let (known, digest) = content.withLock { $0 }
        if now == known { return }
        guard now.mayHaveSameContent(as: known) else { throw changed }
        if let digest {
            guard try self.digest(progress: { _ in }) == digest else { throw changed }
        } else if let verify {
            try verify()
        } else {
            throw changed
        }
        guard FileIdentity(of: descriptor) == now else { throw changed }
        content.withLock { $0.identity = now }
    }

    /// SHA-256 of all its bytes.
    ///
    /// - Parameter progress: called with the number of bytes of each piece.
    /// - Throws: `changed`, `inputOutput`.
    public func digest(progress: (Int) -> Void) throws(FileError) -> Digest {
        var hash = try SHA256()
        try forEachPiece { (piece, _) throws(FileError) in
            hash.update(piece)
            progress(piece.count)
        }
        return hash.finish()
    }

    /// Reads all its bytes, a mebibyte at a time.
    package func forEachPiece(_ body: (Span<UInt8>, Int) throws(FileError) -> Void) throws(FileError) {
        var buffer: [UInt8] = []
        var position = 0
        while position < byteCount {
            let count = min(1 << 20, byteCount - position)
            try read(count, at: position, into: &buffer)
            try body(buffer.span.extracting(first: count), position)
            position += count
        }
    }

    /// What it is now, which another name or a write may have changed.
    public var currentIdentity: FileIdentity? { FileIdentity(of: descriptor) }

    /// A path that leads to this open file, for as long as it is open.
    package var descriptorPath: FilePath { FilePath(descriptor.path) }

    /// Whether both are the same file on disk, by whatever paths they were opened.
    public func isSameFile(as path: FilePath) -> Bool {
        FileIdentity(ofPath: path)?.isSameFile(as: identity) ?? false
    }

    /// A second descriptor of the same open file, for a library that wants to own one; the caller closes it.
    ///
    /// - Throws: `inputOutput` when the process has no descriptor left.
    public func duplicateDescriptor() throws(FileError) -> Int32 {
        try descriptor.duplicate(path: path)
    }
}

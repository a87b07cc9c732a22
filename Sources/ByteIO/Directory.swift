import Glibc

/// A directory of the user's, held open and asked for what it contains.
public struct Directory: Sendable {
    private let folder: OpenDirectory

    /// The path as the user named it.
    public var path: FilePath { folder.path }

    /// The directory at a path, or nil if there is something else or nothing.
    ///
    /// - Throws: `permission` where it cannot be read.
    public init?(path: FilePath) throws(FileError) {
        guard FileIdentity(ofPath: path)?.isDirectory == true else { return nil }
        folder = try OpenDirectory(path: path)
    }

    /// A directory that is open already.
    public init(_ folder: OpenDirectory) {
        self.folder = folder
    }

    /// Whether there is anything of this name in it; a link that leads nowhere is something.
    public func contains(_ name: FilePath) -> Bool { folder.status(of: name) != nil }

    /// Opens a file in it.
    ///
    /// A symbolic link must lead to a name in the same folder, or, in `snapshots/REVISION` of a Hugging Face cache, to
    /// `../../blobs/NAME`; one that leads elsewhere would read a file that the user did not name. Each link is read and
    /// each step made from an open directory, and nothing is opened through a link: what a path would lead to is never
    /// asked, so nothing can be exchanged between the asking and the opening. (`openat2` with RESOLVE_BENEATH would follow
    /// links into other folders too, so that what a link says would be checked before, by a second look-up.)
    ///
    /// - Throws: as `InputFile.init`, `permission` for such a link.
    public func open(_ name: FilePath) throws(FileError) -> InputFile {
        let path = path.appending(name)
        var (place, entry) = (folder, name)
        for _ in 0..<Limits.links {
            let current = place
            let bytes = try current.entry(entry)
            if let target = try current.linkTarget(of: entry) {
                guard let next = try Self.destination(of: target, in: current) else {
                    throw FileError(
                        .permission, path: path, found: "it is a link to \(target.shown)",
                        allowed: "files of a model folder must lie in that folder")
                }
                (place, entry) = next
                continue
            }
            // A link that takes the entry's place by now is refused by the system.
            return try InputFile(namedAs: path) { flags in
                unsafe openat(current.number, bytes, flags | O_NOFOLLOW)
            }
        }
        throw FileError(
            .missing, path: path, found: "it is a link to a link, and so on \(Limits.links) times")
    }

    /// Where a link's text leads from a directory; nil where that is not allowed.
    private static func destination(
        of target: FilePath, in folder: OpenDirectory
    ) throws(FileError) -> (OpenDirectory, FilePath)? {
        let parts = target.bytes.split(separator: FilePath.slash, omittingEmptySubsequences: false)
            .map { FilePath(bytes: $0) }
        switch parts.count {
        case 1: return (folder, target)
        case 2 where parts[0] == ".": return (folder, parts[1])
        case 4 where parts[0] == ".." && parts[1] == ".." && parts[2] == "blobs":
            let snapshots = try folder.parent()
            let model = try snapshots.parent()
            // `snapshots` itself, by whatever names the way to the folder went.
            guard try model.status(of: "snapshots")?.identity == snapshots.identity else { return nil }
            return (try model.directory("blobs"), parts[3])
        default: return nil
        }
    }
}

import Glibc

/// A directory of the user's, asked for what it contains.
public struct Directory: Sendable {
    /// The path as the user named it.
    public let path: FilePath

    /// The directory at a path, or nil if there is something else or nothing.
    public init?(path: FilePath) {
        guard FileIdentity(ofPath: path)?.isDirectory == true else { return nil }
        self.path = path
    }

    /// Whether there is anything of this name in it.
    public func contains(_ name: FilePath) -> Bool {
        FileIdentity(ofPath: path.appending(name)) != nil
    }

    /// Opens a file in it.
    ///
    /// A symbolic link must lead to a file of the same folder, or to the `blobs` of a Hugging Face cache, whose
    /// snapshots are links; a link that leads elsewhere would read a file that the user did not name.
    ///
    /// - Throws: as `InputFile.init`, `permission` for such a link.
    public func open(_ name: FilePath) throws(FileError) -> InputFile {
        let path = self.path.appending(name)
        guard let folder = Self.resolved(self.path) else { throw .systemCall("open", path: self.path) }
        guard let target = Self.resolved(path) else { throw .systemCall("open", path: path) }
        guard Self.allowedParents(of: folder).contains(Self.parent(of: target)) else {
            throw FileError(
                .permission, path: path, found: "it is a link to \(target)",
                allowed: "files of a model folder must lie in that folder")
        }
        return try InputFile(path: path)
    }

    /// The folder itself, and `blobs` two levels up if it is `…/snapshots/REVISION` (huggingface_hub's cache).
    private static func allowedParents(of folder: String) -> [String] {
        let snapshots = parent(of: folder)
        guard snapshots.hasSuffix("/snapshots") else { return [folder] }
        return [folder, parent(of: snapshots) + "/blobs"]
    }

    private static func parent(of path: String) -> String {
        String(path.utf8.prefix(upTo: path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)) ?? path
    }

    /// Folders in which the files of a folder at this path may lie; nil where it leads to none.
    package static func allowedParents(ofFolderAt path: FilePath) -> [String]? {
        resolved(path).map(allowedParents)
    }

    /// The path without links and dots, to be compared; nil with `errno` set.
    private static func resolved(_ path: FilePath) -> String? { resolvedPath(path)?.description }

    /// The path without links and dots, or nil with `errno` set.
    static func resolvedPath(_ path: FilePath) -> FilePath? {
        // realpath returns memory of its own, which is copied and freed here.
        guard let name = try? path.cString, let resolved = unsafe realpath(name, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe FilePath(cString: resolved)
    }
}

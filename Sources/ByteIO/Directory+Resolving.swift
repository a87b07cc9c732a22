import Glibc

extension Directory {
    /// Folders in which the files of a folder at this path may lie, their paths without links; nil where it leads to none.
    ///
    /// The folder itself, and `blobs` two levels up if it is `…/snapshots/REVISION` (huggingface_hub's cache).
    package static func allowedParents(ofFolderAt path: FilePath) -> [FilePath]? {
        guard let folder = resolvedPath(path) else { return nil }
        var parts = folder.bytes.split(separator: FilePath.slash)
        guard parts.popLast() != nil, parts.popLast()?.elementsEqual("snapshots".utf8) == true else {
            return [folder]
        }
        let model = FilePath(bytes: [FilePath.slash] + Array(parts.joined(separator: [FilePath.slash])))
        return [folder, model.appending("blobs")]
    }

    /// The path without links and dots, or nil with `errno` set.
    static func resolvedPath(_ path: FilePath) -> FilePath? {
        // realpath returns memory of its own, which is copied and freed here.
        guard let name = try? path.cString, let resolved = unsafe realpath(name, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe FilePath(cString: resolved)
    }
}

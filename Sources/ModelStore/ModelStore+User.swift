package import ByteIO

extension ModelStore {
    /// The store of the user who runs this process.
    ///
    /// - Parameters:
    ///   - path: of its folder; nil for the one that `StoreLocation.store(_:)` tells.
    ///   - table: of further models; nil for the one that `CLIP_STORE_TABLE` names, if any.
    ///   - creating: makes the folder if it is missing.
    /// - Throws: as the store's `init` and `ModelCatalog.adding(tableAt:)`.
    package static func ofUser(
        path: FilePath? = nil, table: FilePath? = nil, creating: Bool = false
    ) throws(FileError) -> ModelStore {
        var catalog = ModelCatalog.published
        let named = Environment.path("CLIP_STORE_TABLE")
        if let table = table ?? named { catalog = try catalog.adding(tableAt: table) }
        return try ModelStore(path: StoreLocation.store(path), catalog: catalog, creating: creating)
    }

    /// Paths that looking a model up by its name reads, and those that it writes: what was found out about files.
    package static var pathsOfUser: (read: [FilePath], written: [FilePath]) {
        let table = Environment.path("CLIP_STORE_TABLE")
        var read = [table, HuggingFaceCache()?.path].compactMap(\.self)
        guard let path = try? StoreLocation.store(), let folder = try? OpenDirectory(path: path) else {
            return (read, [])
        }
        // A model may be a link to where its file lies.
        let links = (try? folder.names())?.filter { $0.text.flatMap(ModelFileName.init) != nil } ?? []
        read += [path] + links.map { path.appending($0) }
        let own: FilePath = "\(path)/\(ownFolderName)"
        var written = [FileIdentity(ofPath: own) == nil ? path : own]
        // A file that others can write to is used from a private copy.
        if folder.othersAccess() != nil || links.contains(where: { isChangeableByOthers($0, in: folder) }) {
            written.append(StoreLocation.temporaryFolder)
        }
        return (read, written)
    }

    private static func isChangeableByOthers(_ name: FilePath, in folder: OpenDirectory) -> Bool {
        guard let identity = FileIdentity(ofPath: folder.path.appending(name)) else { return false }
        return identity.othersAccess != nil
    }
}

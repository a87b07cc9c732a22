public import ByteIO

extension ModelStore {
    /// The store of the user who runs this process.
    ///
    /// - Parameters:
    ///   - path: of its folder; nil for the one that `StoreLocation.store(_:)` tells.
    ///   - table: of further models; nil for the one that `CLIP_STORE_TABLE` names, if any.
    ///   - creating: makes the folder if it is missing.
    /// - Throws: as the store's `init` and `ModelCatalog.adding(tableAt:)`.
    public static func ofUser(
        path: FilePath? = nil, table: FilePath? = nil, creating: Bool = false
    ) throws(FileError) -> ModelStore {
        var catalog = ModelCatalog.published
        let named = Environment.path("CLIP_STORE_TABLE")
        if let table = table ?? named { catalog = try catalog.adding(tableAt: table) }
        return try ModelStore(path: StoreLocation.store(path), catalog: catalog, creating: creating)
    }
}

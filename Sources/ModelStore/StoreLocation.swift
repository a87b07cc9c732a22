package import ByteIO

/// Where things lie that people keep between runs.
package enum StoreLocation {
    /// The store's folder: what the user names, `CLIP_STORE`, `XDG_CACHE_HOME/clip`, or `~/.cache/clip`, where
    /// openai/CLIP and open_clip keep theirs.
    ///
    /// - Throws: `cannotCreate` where none of them is an absolute path, except for what the user names.
    package static func store(_ named: FilePath? = nil) throws(FileError) -> FilePath {
        if let named, named != "" { return named }
        if let path = Environment.path("CLIP_STORE") { return path }
        return "\(try cache())/clip"
    }

    /// Where files without a name may lie that have a model's size: `TMPDIR`, or `/var/tmp`, which hier(7) has for what
    /// is large.
    static var temporaryFolder: FilePath { Environment.path("TMPDIR") ?? "/var/tmp" }

    /// - Throws: `cannotCreate`, `permission` where there is no such directory.
    static func temporary() throws(FileError) -> OpenDirectory {
        try OpenDirectory(path: temporaryFolder)
    }

    /// Hugging Face's folder of models: `HF_HUB_CACHE`, `HF_HOME/hub`, or `hub` in `huggingface` of the cache
    /// (huggingface_hub, constants.py); nil where none is named.
    static func huggingFace() -> FilePath? {
        if let path = Environment.path("HF_HUB_CACHE") { return path }
        if let path = Environment.path("HF_HOME") { return "\(path)/hub" }
        return (try? cache()).map { "\($0)/huggingface/hub" }
    }

    /// The user's cache, by the XDG Base Directory Specification, which has relative paths ignored.
    private static func cache() throws(FileError) -> FilePath {
        if let path = Environment.path("XDG_CACHE_HOME"), path.isAbsolute { return path }
        guard let home = Environment.path("HOME"), home.isAbsolute else {
            throw FileError(
                .cannotCreate, path: "HOME", found: "the variable names no absolute path",
                allowed: "say where the store is: --store DIR, or CLIP_STORE")
        }
        return home.appending(".cache")
    }
}

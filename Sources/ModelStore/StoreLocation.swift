public import ByteIO

/// Where things lie that people keep between runs.
public enum StoreLocation {
    /// The store's folder: what the user names, `CLIP_STORE`, `XDG_CACHE_HOME/clip`, or `~/.cache/clip`, where
    /// openai/CLIP and open_clip keep theirs.
    ///
    /// - Throws: `cannotCreate` where none of them is an absolute path, except for what the user names.
    public static func store(_ named: String? = nil) throws(FileError) -> String {
        if let named, !named.isEmpty { return named }
        if let path = try Environment.value("CLIP_STORE") { return path }
        return try cache() + "/clip"
    }

    /// Hugging Face's folder of models: `HF_HUB_CACHE`, `HF_HOME/hub`, or `hub` in `huggingface` of the cache
    /// (huggingface_hub, constants.py); nil where none is named.
    static func huggingFace() -> String? {
        if let path = try? Environment.value("HF_HUB_CACHE") { return path }
        if let path = try? Environment.value("HF_HOME") { return path + "/hub" }
        return (try? cache()).map { $0 + "/huggingface/hub" }
    }

    /// The user's cache, by the XDG Base Directory Specification, which has relative paths ignored.
    private static func cache() throws(FileError) -> String {
        if let path = try Environment.value("XDG_CACHE_HOME"), path.hasPrefix("/") { return path }
        guard let home = try Environment.value("HOME"), home.hasPrefix("/") else {
            throw FileError(
                .cannotCreate, path: "HOME", found: "the variable names no absolute path",
                allowed: "say where the store is: --store DIR, or CLIP_STORE")
        }
        return (home == "/" ? "" : home) + "/.cache"
    }
}

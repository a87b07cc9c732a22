/// Bounds on what lies in a store and what is downloaded into it.
package enum StoreLimits {
    /// Bytes of the store's own index.
    static let indexBytes = 1 << 24
    /// Bytes of a table of models.
    static let tableBytes = 1 << 20
    /// Bytes of a text in a Hugging Face cache: a configuration, or a revision.
    static let configurationBytes = 1 << 20
    /// Bytes of what is noted about a download.
    static let originBytes = 1 << 16
    /// Bytes of a file whose size neither a table nor the server states.
    static let downloadBytes = 64 << 30
    /// Bytes of a file's name without its ending: a directory entry has at most 255, and names of partial
    /// downloads and locks have some more.
    static let stemBytes = 200

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("indexBytes", indexBytes),
        ("tableBytes", tableBytes),
        ("configurationBytes", configurationBytes),
        ("originBytes", originBytes),
        ("downloadBytes", downloadBytes),
        ("stemBytes", stemBytes),
    ]
}

/// Bounds on signatures and keys.
package enum Limits {
    /// Bytes of a file of minisign's; its comments have at most 1,024 and 8,192.
    static let lineBytes = 1 << 14
    /// Bytes of the largest file that is verified by a signature of the old kind, for which it must be in memory.
    static let pureBytes = 1 << 30
    /// Memory that a secret key may ask for, minisign's own largest.
    static let scryptBytes = 1 << 30
    /// Operations that a secret key may ask for, minisign's own largest.
    static let scryptOperations = 1 << 25

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("lineBytes", lineBytes),
        ("pureBytes", pureBytes),
        ("scryptBytes", scryptBytes),
        ("scryptOperations", scryptOperations),
    ]
}

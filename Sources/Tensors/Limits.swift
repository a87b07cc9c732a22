/// Bounds on a tensor's name and shape.
package enum Limits {
    /// Dimensions of a tensor; CLIP needs four.
    static let rank = 8
    /// Size of one dimension.
    static let dimension = 1 << 48
    /// Bytes of a tensor's name.
    static let nameBytes = 1024

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("rank", rank),
        ("dimension", dimension),
        ("nameBytes", nameBytes),
    ]
}

/// Bounds on a text.
package enum TokenizerLimits {
    /// UTF-8 bytes of the longest text that becomes tokens.
    static let textBytes = 1 << 20
    /// Code points that the repairs of one text may pass over; then it stays as it is.
    static let repairedCodePoints = 1 << 25

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("textBytes", textBytes),
        ("repairedCodePoints", repairedCodePoints),
    ]
}

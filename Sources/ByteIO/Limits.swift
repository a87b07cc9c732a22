/// Bounds on names and texts, whatever file they come from.
package enum Limits {
    /// Links that lead to one another; a model folder has one, Hugging Face's two.
    static let links = 8
    /// Combining characters that may follow one another in a text that is compared; a file's name of 255 bytes
    /// has fewer.
    static let combiningRun = 256

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("links", links),
        ("combiningRun", combiningRun),
    ]
}

import ByteIO

/// What lists of labels and templates may have; docs/zero-shot.md tells the same.
package enum ListLimits {
    /// Bytes of the longest file: a million lines of ordinary length.
    static let byteCount = 64 << 20
    /// Labels and groups of a classifier, so that the JSON of a saved one stays within the bounds of its reader.
    static let labelCount = 400_000
    /// Templates that are averaged.
    static let templateCount = 10_000
    /// Bytes of a label, of its id, and of a template: many times what 77 tokens can have.
    static let textByteCount = 4096
    /// Prompts of a classifier: labels times templates.
    static let promptCount = 10_000_000
    /// Bytes of all prompts together.
    static let promptByteCount = 1 << 30
    /// Members of a tar archive.
    static let memberCount = 10_000_000
    /// Bytes of a member's name.
    static let memberNameByteCount = 4096
    /// Bytes of a pax header.
    static let extendedHeaderByteCount = 1 << 16
    /// Bytes of a member that says an image's label.
    static let memberLabelByteCount = 1024

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("byteCount", byteCount), ("labelCount", labelCount), ("templateCount", templateCount),
        ("textByteCount", textByteCount), ("promptCount", promptCount), ("promptByteCount", promptByteCount),
        ("memberCount", memberCount), ("memberNameByteCount", memberNameByteCount),
        ("extendedHeaderByteCount", extendedHeaderByteCount), ("memberLabelByteCount", memberLabelByteCount),
    ]

    /// - Throws: `unsupported` for a text of more bytes than are read.
    static func requireShort(_ text: String, at place: @autoclosure () -> String) throws(FileError) {
        guard text.utf8.count <= textByteCount else {
            throw FileError(
                .unsupported, at: place(), found: "it has \(text.utf8.count) bytes",
                allowed: "at most \(textByteCount)")
        }
    }
}

extension WorkBudget {
    /// What reading a list of this many bytes may cost.
    ///
    /// Each byte is looked at once, the keys of JSON twice. The shortest line, of two bytes, becomes a label of two strings
    /// and an entry of a table of names.
    static func forList(ofBytes count: Int) -> WorkBudget {
        WorkBudget(
            inputBytes: count, bytes: .init(base: 1 << 12, perByte: 64), nodes: .init(base: 16, perByte: 1),
            steps: .init(base: 16, perByte: 2))
    }
}

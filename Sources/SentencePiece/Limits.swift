/// The largest tokenizer models that are read.
package enum Limits {
    /// Bytes of a model; Gemma's, with 256,000 pieces, has 4.2 MB.
    static let modelBytes = 64 << 20
    /// Pieces; the largest vocabulary published with a CLIP model has 901,629 (MetaCLIP 2).
    static let pieces = 1 << 20
    /// Bytes of one piece; the longest of Gemma's are runs of 31 spaces, 93 bytes.
    static let pieceBytes = 256
    /// Bytes that one match of the character map is replaced by; U+FDFA becomes 33.
    static let replacementBytes = 64
    /// Bytes that one match of the character map covers: longer keys are never matched, so that a map which
    /// leads round in circles costs no more than this at each character.
    ///
    /// The longest key of nmt_nfkc has 18.
    static let characterMapKeyBytes = 64

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("modelBytes", modelBytes), ("pieces", pieces), ("pieceBytes", pieceBytes),
        ("replacementBytes", replacementBytes), ("characterMapKeyBytes", characterMapKeyBytes),
    ]
}

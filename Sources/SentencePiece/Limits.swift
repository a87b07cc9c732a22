import ByteIO

/// The largest tokenizer models that are read.
package enum Limits {
    /// Values of a `tokenizer.json`, of which each merge has three; Gemma's has two million.
    static let jsonValues = 8 << 20

    /// Memory that reading a `tokenizer.json` may take: its values, the pieces and their tree.
    static let workBytes = WorkBudget.Allowance(base: 1 << 12, perByte: 128)
    /// Values made, and looked at again.
    static let workNodes = WorkBudget.Allowance(base: 64, perByte: 4)
    /// Bytes looked at: those of a piece once for each place at which it could have been made of two.
    static let workSteps = WorkBudget.Allowance(base: 1 << 12, perByte: 4 * pieceBytes)

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
        ("jsonValues", jsonValues), ("workBytes.base", workBytes.base),
        ("workBytes.perByte", workBytes.perByte), ("workNodes.base", workNodes.base),
        ("workNodes.perByte", workNodes.perByte), ("workSteps.base", workSteps.base),
        ("workSteps.perByte", workSteps.perByte),
    ]
}

extension WorkBudget {
    /// What a `tokenizer.json` may cost.
    static var tokenizer: WorkBudget {
        WorkBudget(bytes: Limits.workBytes, nodes: Limits.workNodes, steps: Limits.workSteps)
    }
}

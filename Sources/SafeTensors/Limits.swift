package import ByteIO

/// Bounds on a safetensors file and on the index of several.
package enum Limits {
    /// Bytes of a header (the format's reference reader).
    static let headerBytes = 100_000_000
    /// Tensors of one file.
    static let tensors = 100_000
    /// Bytes of an index.
    static let indexBytes = 64 << 20
    /// Files that an index names.
    static let files = 1024

    /// Bytes of memory that a header or an index may take: that of its JSON, and the same once more for what is made
    /// of it.
    static let workBytes = WorkBudget.Allowance(base: 1 << 12, perByte: 128)
    /// Values and tensors made.
    static let workNodes = WorkBudget.Allowance(base: 64, perByte: 2)
    /// Bytes looked at, and comparisons.
    static let workSteps = WorkBudget.Allowance(base: 1 << 10, perByte: 8)

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("headerBytes", headerBytes), ("tensors", tensors), ("indexBytes", indexBytes), ("files", files),
        ("workBytes.base", workBytes.base), ("workBytes.perByte", workBytes.perByte),
        ("workNodes.base", workNodes.base), ("workNodes.perByte", workNodes.perByte),
        ("workSteps.base", workSteps.base), ("workSteps.perByte", workSteps.perByte),
    ]
}

extension WorkBudget {
    /// What the header of a file that stands by itself may cost; the bytes of it are admitted as they are read.
    package static var safetensors: WorkBudget {
        WorkBudget(bytes: Limits.workBytes, nodes: Limits.workNodes, steps: Limits.workSteps)
    }
}

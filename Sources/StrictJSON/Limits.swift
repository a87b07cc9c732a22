package import ByteIO

/// Bounds on a JSON text, each far above what a real file has.
package enum Limits {
    /// How deep arrays and objects may lie in one another.
    static let depth = 64
    /// Values of one text; the header of 100,000 tensors has about a million.
    static let values = 2_000_000
    /// Members of one object; a header may have 100,000 tensors.
    static let members = 200_000

    /// Bytes of memory that a text may take: a value of two bytes takes 24 and its share of an array that grows.
    static let workBytes = WorkBudget.Allowance(base: 1 << 10, perByte: 64)
    /// Values made.
    static let workNodes = WorkBudget.Allowance(base: 16, perByte: 1)
    /// Bytes looked at, those of an object's keys once more for their table.
    static let workSteps = WorkBudget.Allowance(base: 16, perByte: 2)

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("depth", depth), ("values", values), ("members", members), ("workBytes.base", workBytes.base),
        ("workBytes.perByte", workBytes.perByte), ("workNodes.base", workNodes.base),
        ("workNodes.perByte", workNodes.perByte), ("workSteps.base", workSteps.base),
        ("workSteps.perByte", workSteps.perByte),
    ]
}

extension WorkBudget {
    /// What a JSON text that stands by itself may cost; the bytes of it are admitted as they are read.
    package static var json: WorkBudget {
        WorkBudget(bytes: Limits.workBytes, nodes: Limits.workNodes, steps: Limits.workSteps)
    }
}

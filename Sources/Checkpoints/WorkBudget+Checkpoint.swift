package import ByteIO

extension WorkBudget {
    /// What a checkpoint's structure may cost; the bytes of it are admitted as they are read.
    package static var checkpoint: WorkBudget {
        WorkBudget(bytes: Limits.workBytes, nodes: Limits.workNodes, steps: Limits.workSteps)
    }
}

import ByteIO

/// Bounds on what a checkpoint may ask for.
///
/// Each is far above what a real CLIP checkpoint has, and each is checked before the memory is taken or the
/// work is begun.
package enum Limits {
    /// Entries of a zip archive; the largest CLIP archive, RN50x64, has about 3,100.
    static let zipEntries = 65_536
    /// Bytes of an entry's name.
    static let zipNameBytes = 1024
    /// Bytes of a zip archive's central directory: every entry with a name and an extra field of usual
    /// length.
    static let zipDirectoryBytes = 64 << 20
    /// Bytes of a pickle; that of ViT-B/32 has 40 thousand.
    static let pickleBytes = 64 << 20
    /// Opcodes of a pickle.
    static let pickleOperations = 10_000_000
    /// Values on a pickle's stack.
    static let pickleStack = 100_000
    /// Entries of a pickle's memo.
    static let pickleMemo = 1_000_000
    /// Values that a pickle makes, small integers and repeated ones not counted; that of ViT-B/32 makes
    /// 4 thousand.
    static let pickleNodes = 1_000_000
    /// Bytes of one string in a pickle.
    static let pickleStringBytes = 1 << 20
    /// Bytes of a module's or class's name in a pickle.
    static let pickleLineBytes = 1024
    /// How deep values may lie in one another; a CLIP's modules reach twelve.
    static let nesting = 256
    /// Tensors of a checkpoint.
    static let tensors = 100_000
    /// Bytes that all tensors take when they are written out.
    static let materializedBytes = 64 << 30
    /// Bytes that are inflated at once where a tensor's strides call for all of them; a transposed projection
    /// of CLIP's has 10 MB.
    static let gatheredDeflatedBytes = 64 << 20
    /// Bytes of a tokenizer's file beside the weights; that of Gemma's, of 256,000 tokens, has 34 million.
    static let tokenizerBytes = 128 << 20
    /// Bytes of a JSON file beside the weights.
    static let jsonBytes = 64 << 20

    /// Bytes of memory that reading the structure may take, by the bytes of pickles and directories that were
    /// read; a value of one byte takes 60.
    static let workBytes = WorkBudget.Allowance(base: 4 << 20, perByte: 128)
    /// Values made and places visited: parts that are shared may spell very many paths.
    static let workNodes = WorkBudget.Allowance(base: 1 << 16, perByte: 4)
    /// Opcodes, comparisons, and bytes of names.
    static let workSteps = WorkBudget.Allowance(base: 1 << 20, perByte: 64)

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("zipEntries", zipEntries), ("zipNameBytes", zipNameBytes), ("zipDirectoryBytes", zipDirectoryBytes),
        ("pickleBytes", pickleBytes), ("pickleOperations", pickleOperations), ("pickleStack", pickleStack),
        ("pickleMemo", pickleMemo), ("pickleNodes", pickleNodes), ("pickleStringBytes", pickleStringBytes),
        ("pickleLineBytes", pickleLineBytes), ("nesting", nesting), ("tensors", tensors),
        ("materializedBytes", materializedBytes), ("gatheredDeflatedBytes", gatheredDeflatedBytes),
        ("tileBytes", StridedPlan.Room().tile), ("blockBytes", StridedPlan.Room().block),
        ("tokenizerBytes", tokenizerBytes), ("jsonBytes", jsonBytes), ("workBytes.base", workBytes.base),
        ("workBytes.perByte", workBytes.perByte),
        ("workNodes.base", workNodes.base), ("workNodes.perByte", workNodes.perByte),
        ("workSteps.base", workSteps.base), ("workSteps.perByte", workSteps.perByte),
    ]
}

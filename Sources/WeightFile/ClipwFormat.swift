/// The constants of the `.clipw` format; Formats/clipw.md is the specification.
public enum ClipwFormat {
    /// Value of the metadata key `format`.
    public static let name = "clipw"
    /// Value of the metadata key `format_version` that this implementation writes and reads.
    public static let version = "1"
    /// The first tensor begins at a multiple of this many bytes: a page, so that the data can be mapped alone.
    public static let dataAlignment = 4096
    /// Every tensor begins at a multiple of this many bytes: a cache line, and a register of AVX-512.
    public static let tensorAlignment = 64

    /// What begins the names of tensors that are not weights.
    public static let reservedPrefix = "clipw."
    /// Begins the names of tensors of zeros that only keep others aligned.
    public static let paddingPrefix = "clipw.padding."
    /// The last tensor: SHA-256 of the header and of every other tensor.
    public static let digestsName = "clipw.digests"
    /// What a quantised weight's name and its scales' differ by.
    public static let scaleSuffix = ".scale"
    /// The values of the metadata key `precision`.
    public static let precisions = ["fp32", "fp16", "bf16", "int8"]
}

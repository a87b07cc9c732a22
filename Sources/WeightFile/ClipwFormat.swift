public import StrictJSON

/// The constants of the `.clipw` format; Formats/clipw.md is the specification.
public enum ClipwFormat {
    /// Value of the metadata key `format`.
    public static let name = "clipw"
    /// Value of the metadata key `format_version` that this implementation writes and reads.
    public static let version = "2"
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
    /// The values of `default` in the metadata key `storage`.
    public static let precisions = ["fp32", "fp16", "bf16", "int8"]

    /// The version of the programs that this implementation is a part of.
    public static let writerVersion = "0.1.0"
    /// Value of the metadata key `writer` of a file that this implementation writes.
    public static let writer: JSONValue = ["name": "clipw", "version": .string(writerVersion)]
}

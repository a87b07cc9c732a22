public import ByteIO
public import ModelKit
public import Quantization

/// What a user asks of a conversion.
public struct ConversionOptions: Sendable {
    /// Which towers go into the file.
    public enum Towers: Sendable {
        case both
        case imageOnly
        case textOnly
    }

    /// What weights are stored in; nil for what most of the source's are stored in.
    public var precision: Precision?
    /// Which towers go into the file.
    public var towers = Towers.both
    /// The SHA-256 that the input must have.
    public var expectedDigest: Digest?
    /// What the user says the activation is.
    public var activation: Activation?
    /// Whether an existing output may be replaced.
    public var mayReplace = false
    /// Whether the result is measured against golden embeddings, which go into it.
    public var validates = true
    /// The lowest cosine to them that is accepted; nil for that of `GoldenBar`.
    public var lowestCosine: Double?
    /// Threads to work on.
    public var threads = 1

    /// Elements of the pieces in which a weight passes through memory, whole rows of dimension 0.
    ///
    /// With float32 on both sides a megabyte, which stays in the cache between reading, converting, hashing and
    /// writing.
    package var pieceElementCount = 1 << 17

    /// The defaults.
    public init() {}
}

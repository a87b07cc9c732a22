package import ByteIO
package import ModelKit
package import Quantization

/// What a user asks of a conversion.
package struct ConversionOptions: Sendable {
    /// Which towers go into the file.
    package enum Towers: Sendable {
        case both
        case imageOnly
        case textOnly
    }

    /// What weights are stored in; nil for what most of the source's are stored in.
    package var precision: Precision?
    /// Which towers go into the file.
    package var towers = Towers.both
    /// The SHA-256 that the input must have.
    package var expectedDigest: Digest?
    /// What the user says the activation is.
    package var activation: Activation?
    /// Whether an existing output may be replaced.
    package var mayReplace = false
    /// Whether the result is measured against golden embeddings, which go into it.
    package var validates = true
    /// The lowest cosine to them that is accepted; nil for that of `GoldenBar`.
    package var lowestCosine: Double?
    /// Threads to work on.
    package var threads = 1

    /// Elements of the pieces in which a weight passes through memory, whole rows of dimension 0.
    ///
    /// With float32 on both sides a megabyte, which stays in the cache between reading, converting, hashing and
    /// writing.
    package var pieceElementCount = 1 << 17

    /// The defaults.
    package init() {}
}

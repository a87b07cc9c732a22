package import ByteIO
package import Quantization

/// Something that makes a `.clipw` file of a checkpoint.
///
/// Handed to the store, so that a program that only looks models up need not contain it.
package protocol ModelConverter: Sendable {
    /// Converts a file or model folder, and measures the result against its source.
    ///
    /// The output takes its name only when it is complete; after a failure there is nothing.
    ///
    /// - Parameter progress: called from several threads with the number of bytes of each piece, and of all.
    func convert(
        _ inputPath: FilePath, to outputPath: FilePath, _ request: ConversionRequest,
        progress: @escaping @Sendable (Int, Int) -> Void
    ) throws(FileError)
}

/// What the store asks of a conversion.
package struct ConversionRequest: Sendable {
    /// What the weights are to be stored in; nil for what they have.
    package let precision: Precision?
    /// The SHA-256 that the input must have.
    package let expectedDigest: Digest?
    /// The activation, as the table of known models states it; nil where it must be found out.
    package let activation: String?
}

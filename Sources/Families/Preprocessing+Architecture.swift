package import ModelKit

extension Preprocessing {
    /// Checks that the image tower takes images of this size.
    ///
    /// - Throws: Both sizes, where they differ.
    package func check(against architecture: some Architecture) throws(SchemaError) {
        guard let resolution = architecture.imageResolution, resolution != imageSize else { return }
        throw SchemaError(
            at: "preprocessing, image_size", found: "\(imageSize)",
            allowed: "\(resolution) as the weights have")
    }
}

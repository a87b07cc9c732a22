public import ModelKit

extension Preprocessing {
    /// Checks that the image tower takes images of this size.
    ///
    /// - Throws: Both sizes, where they differ.
    public func check(against architecture: Architecture) throws(SchemaError) {
        guard let resolution = architecture.vision?.imageResolution, resolution != imageSize else { return }
        throw SchemaError(
            at: "preprocessing, image_size", found: "\(imageSize)",
            allowed: "\(resolution) as the weights have")
    }
}

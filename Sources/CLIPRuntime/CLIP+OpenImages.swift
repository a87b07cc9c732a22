package import ByteIO

extension CLIP {
    /// Bytes of the largest image that is read: one of the most pixels, without compression.
    static let imageByteLimit = 1 << 30

    /// Reads an image in a part of an open file, and prepares its pixels; returns and throws as `pixels(ofImageAt:)`.
    package func pixels(
        ofImageIn file: InputFile, _ range: Range<Int>, named name: FilePath
    ) throws(FileError) -> [Float] {
        guard range.count <= Self.imageByteLimit else {
            throw FileError(
                .unsupported, path: name, found: "it has \(range.count) bytes",
                allowed: "images of at most \(Self.imageByteLimit)")
        }
        return try pixels(ofEncodedImage: file.bytes(range.count, at: range.lowerBound), named: name)
    }
}

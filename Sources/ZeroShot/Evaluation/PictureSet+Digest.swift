import ByteIO

extension PictureSet {
    /// SHA-256 of the images' names and sizes, in their order: what tells one data set from another without reading it.
    func digest() throws(FileError) -> Digest {
        var hash = try SHA256()
        for picture in pictures {
            // The length first: no two lists of names are the same bytes.
            hash.update(Self.bytes(of: picture.name.bytes.count).span)
            hash.update(picture.name.bytes.span)
            hash.update(Self.bytes(of: picture.place.byteCount ?? -1).span)
        }
        return hash.finish()
    }

    private static func bytes(of number: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}

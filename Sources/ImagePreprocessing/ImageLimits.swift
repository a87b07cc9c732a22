/// What is refused from an image's header alone, and what its scans may cost.
package enum ImageLimits {
    /// From here on Pillow refuses a picture as a decompression bomb: twice a quarter of a gigabyte of RGB.
    static let pixels = 178_956_970
    /// Longest side, which is libjpeg's own limit and libpng's usual one.
    static func side(of format: ImageFormat) -> Int {
        switch format {
        case .jpeg: jpegSide
        case .png: pngSide
        case .webp: webpSide
        }
    }
    /// Pixels along a JPEG.
    static let jpegSide = 65_500
    /// Pixels along a PNG.
    static let pngSide = 1_000_000
    /// Pixels along a WebP.
    static let webpSide = 1 << 24
    /// Bytes of memory for all images of a process together, unless another allowance is given.
    static let memoryBytes = 1 << 30
    /// Scans of a JPEG, the bound of libjpeg-turbo's own tools for files from strangers.
    static let scans: UInt32 = 500
    /// Visits of blocks that any JPEG's scans may make.
    static let visits = 4096
    /// And for each of its blocks.
    static let visitsPerBlock = 32

    /// Visits of blocks by all scans of a JPEG.
    ///
    /// A scan goes over all blocks of its components, even where one code says that nothing in 32,767 of them
    /// changes. So visits are bounded by the pixels and the bytes, not by scans times pixels. The usual
    /// progressive JPEG has ten scans, which visit each block up to six times.
    static func visits(ofBlocks blocks: Int, encodedBytes: Int) -> Int {
        // At most four components of 2^26 blocks, and no array has 2^62 bytes.
        visits + visitsPerBlock * blocks + encodedBytes
    }

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("pixels", pixels), ("jpegSide", jpegSide), ("pngSide", pngSide), ("webpSide", webpSide),
        ("memoryBytes", memoryBytes), ("scans", Int(scans)), ("visits", visits),
        ("visitsPerBlock", visitsPerBlock),
    ]

    static func check(_ size: PixelSize, format: ImageFormat) throws(ImageError) {
        guard size.width > 0, size.height > 0 else {
            throw ImageError(.malformed, found: "the \(format.name) picture has no pixels")
        }
        let side = side(of: format)
        guard size.width <= side, size.height <= side else {
            throw ImageError(
                .limit, found: "the \(format.name) picture is \(size.width) x \(size.height) pixels",
                allowed: "sides of at most \(side)")
        }
        guard size.width * size.height <= pixels else {
            throw ImageError(
                .limit, found: "the \(format.name) picture is \(size.width) x \(size.height) pixels",
                allowed: "at most \(pixels) in all")
        }
    }
}

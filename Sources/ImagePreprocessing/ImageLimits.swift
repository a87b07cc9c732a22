/// What is refused from a picture's header alone.
enum ImageLimits {
    /// From here on Pillow refuses a picture as a decompression bomb: twice a quarter of a gigabyte of RGB.
    static let pixels = 178_956_970
    /// Longest side, which is libjpeg's own limit and libpng's usual one.
    static func side(of format: ImageFormat) -> Int {
        switch format {
        case .jpeg: 65_500
        case .png: 1_000_000
        case .webp: 1 << 24
        }
    }
    /// Scans of a progressive JPEG; each goes over the whole picture.
    static let scans: Int32 = 500

    static func check(width: Int, height: Int, format: ImageFormat) throws(ImageError) {
        guard width > 0, height > 0 else {
            throw ImageError(.malformed, found: "the \(format.name) picture has no pixels")
        }
        let side = side(of: format)
        guard width <= side, height <= side else {
            throw ImageError(
                .limit, found: "the \(format.name) picture is \(width) x \(height) pixels",
                allowed: "sides of at most \(side)")
        }
        guard width * height <= pixels else {
            throw ImageError(
                .limit, found: "the \(format.name) picture is \(width) x \(height) pixels",
                allowed: "at most \(pixels) in all")
        }
    }
}

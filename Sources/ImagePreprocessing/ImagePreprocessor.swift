public import CLIPSchema

/// Makes a model's input of a picture: the same numbers that Pillow and torchvision give the original.
///
/// A picture is resized in the mode that its file has, cut to a square, and only then becomes RGB; the order
/// shows in the pixels of transparent, indexed and CMYK pictures.
public struct ImagePreprocessor: Sendable {
    /// The model's constants.
    public let preprocessing: Preprocessing
    /// Whether a picture is turned as its EXIF data says.
    ///
    /// The original does not turn it.
    public let honorsEXIF: Bool
    private let table: [[Float]]

    /// A preprocessor with a model's constants.
    public init(_ preprocessing: Preprocessing, honorsEXIF: Bool = false) {
        self.preprocessing = preprocessing
        self.honorsEXIF = honorsEXIF
        table = NormalizationTable(preprocessing).channels
    }

    /// The square of a JPEG, PNG or WebP picture; which of them it is, its content decides.
    ///
    /// - Throws: Content that is damaged, of another kind, or larger than is allowed.
    public func pixels(ofEncoded bytes: [UInt8]) throws(ImageError) -> PixelSquare {
        try checkSize()
        var image = try Codecs.decode(bytes)
        if honorsEXIF {
            let exif = EXIFContainer.exif(in: bytes, try ImageFormat(of: bytes))
            image = EXIF.orientation(in: exif).upright(image)
        }
        return try square(of: image)
    }

    /// The square of a picture in memory.
    ///
    /// - Throws: A size that is larger than is allowed, and a picture too thin to be resized.
    public func pixels(of image: RGBImage) throws(ImageError) -> PixelSquare {
        try checkSize()
        return try square(
            of: DecodedImage(width: image.width, height: image.height, mode: .rgb, pixels: image.pixels))
    }

    /// The model's input: red, green and blue one after another, `[3, size, size]`.
    public func normalized(_ square: PixelSquare) -> [Float] {
        let count = square.size * square.size
        var planes: [Float] = []
        planes.reserveCapacity(3 * count)
        for (channel, values) in table.enumerated() {
            for pixel in 0..<count { planes.append(values[Int(square.pixels[3 * pixel + channel])]) }
        }
        return planes
    }

    private func square(of image: DecodedImage) throws(ImageError) -> PixelSquare {
        let geometry = try SquareGeometry(image.size, preprocessing)
        let part = Resampling.resize(
            image, to: geometry.resized, window: geometry.window, by: preprocessing.interpolation)
        let filled = Self.placed(part, in: geometry, side: preprocessing.imageSize)
        return PixelSquare(size: preprocessing.imageSize, pixels: RGBConversion.rgb(of: filled))
    }

    /// The part in a square that is zero elsewhere; in the picture's own mode, where zero need not be black.
    private static func placed(
        _ part: DecodedImage, in geometry: SquareGeometry, side: Int
    ) -> DecodedImage {
        let square = PixelSize(width: side, height: side)
        if part.size == square { return part }
        let stride = side * part.mode.byteCount
        var pixels = [UInt8](repeating: 0, count: stride * side)
        for row in 0..<part.height {
            let target = (geometry.top + row) * stride + geometry.left * part.mode.byteCount
            pixels.replaceSubrange(
                target..<target + part.stride,
                with: part.pixels[row * part.stride..<(row + 1) * part.stride])
        }
        return part.with(square, pixels: pixels)
    }

    private func checkSize() throws(ImageError) {
        let side = preprocessing.imageSize
        guard side * side <= ImageLimits.pixels else {
            throw ImageError(
                .limit, found: "a square of \(side) x \(side) pixels",
                allowed: "at most \(ImageLimits.pixels) in all")
        }
    }
}

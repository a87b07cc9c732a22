/// Resizing without new values, for pictures of an index or of black and white.
enum NearestSampling {
    static func resize(_ image: DecodedImage, to size: PixelSize, window: PixelWindow) -> DecodedImage {
        let columns = places(inputSize: image.width, outputSize: size.width, window: window.columns)
        let rows = places(inputSize: image.height, outputSize: size.height, window: window.rows)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(columns.count * rows.count)
        for row in rows {
            for column in columns {
                // One byte a pixel, in both modes.
                let isInside = row < image.height && column < image.width
                pixels.append(isInside ? image.pixels[row * image.width + column] : 0)
            }
        }
        return image.with(
            PixelSize(width: columns.count, height: rows.count), pixels: pixels)
    }

    /// Steps up to which positions are added up as Pillow does it, whose rounding errors can move a pixel.
    ///
    /// With more of them a window deep inside a long picture would cost what the whole picture costs.
    private static let mostSteps = 1 << 24

    /// The source pixel below the centre of each output pixel.
    private static func places(inputSize: Int, outputSize: Int, window: Range<Int>) -> [Int] {
        let step = Double(inputSize) / Double(outputSize)
        var position = step * 0.5
        if window.upperBound <= mostSteps {
            for _ in 0..<window.lowerBound { position += step }
        } else {
            position += step * Double(window.lowerBound)
        }
        return window.map { _ in
            defer { position += step }
            return Int(position)
        }
    }
}

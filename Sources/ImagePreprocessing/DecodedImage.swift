/// A picture in memory, in the mode that Pillow would have it in.
package struct DecodedImage: Sendable, Hashable {
    /// Pixels in a row.
    package let width: Int
    /// Rows.
    package let height: Int
    /// What the bytes of a pixel are.
    package let mode: PixelMode
    /// Rows from the top, without gaps.
    package var pixels: [UInt8]

    /// A picture of these pixels, of which there must be `width * height`.
    package init(width: Int, height: Int, mode: PixelMode, pixels: [UInt8]) {
        precondition(pixels.count == width * height * mode.byteCount, "not the pixels of such a picture")
        self.width = width
        self.height = height
        self.mode = mode
        self.pixels = pixels
    }

    /// Bytes from one row to the next.
    var stride: Int { width * mode.byteCount }

    /// Pixels along each side.
    var size: PixelSize { PixelSize(width: width, height: height) }

    /// The part of the picture that a window shows, which must lie in the picture.
    func cropped(to window: PixelWindow) -> DecodedImage {
        if window.columns == 0..<width, window.rows == 0..<height { return self }
        let columns = window.columns.lowerBound * mode.byteCount..<window.columns.upperBound * mode.byteCount
        var part: [UInt8] = []
        part.reserveCapacity(columns.count * window.rows.count)
        for row in window.rows {
            part += pixels[row * stride + columns.lowerBound..<row * stride + columns.upperBound]
        }
        return DecodedImage(
            width: window.columns.count, height: window.rows.count, mode: mode, pixels: part)
    }

    /// The same kind of picture with other pixels.
    func with(_ size: PixelSize, pixels: [UInt8]) -> DecodedImage {
        DecodedImage(width: size.width, height: size.height, mode: mode, pixels: pixels)
    }
}

/// A picture as the image tower sees it, before normalising: a square of 8-bit RGB.
public struct PixelSquare: Sendable, Hashable {
    /// Pixels along each side.
    public let size: Int
    /// Red, green and blue of each pixel; rows from the top, without gaps.
    public let pixels: [UInt8]

    /// A square of given pixels, `size · size · 3` of them.
    package init(size: Int, pixels: [UInt8]) {
        precondition(pixels.count == size * size * 3, "not the pixels of such a square")
        self.size = size
        self.pixels = pixels
    }
}

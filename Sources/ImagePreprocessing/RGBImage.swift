/// A picture that a caller has in memory.
public struct RGBImage: Sendable, Hashable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Red, green and blue of each pixel; rows from the top, without gaps.
    public let pixels: [UInt8]

    /// A picture of these pixels.
    ///
    /// - Throws: Sides that are not positive, and a number of bytes that is not theirs.
    public init(width: Int, height: Int, pixels: [UInt8]) throws(ImageError) {
        let (area, areaOverflows) = width.multipliedReportingOverflow(by: height)
        let (count, countOverflows) = area.multipliedReportingOverflow(by: 3)
        guard width > 0, height > 0, !areaOverflows, !countOverflows, count == pixels.count else {
            throw ImageError(
                .malformed, found: "\(pixels.count) bytes for a picture of \(width) x \(height) pixels",
                allowed: "sides of at least one pixel, and three bytes for each")
        }
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}

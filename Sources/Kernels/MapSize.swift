import CKernels

/// The size of a map of pixels, which lie line by line, one row of a matrix each.
public struct MapSize: Sendable, Equatable {
    /// Pictures, and the lines and columns of each.
    public let count, height, width: Int

    /// A size.
    public init(count: Int, height: Int, width: Int) {
        precondition(count >= 0 && height > 0 && width > 0, "a map has pixels")
        (self.count, self.height, self.width) = (count, height, width)
    }

    /// How many pixels there are.
    public var pixels: Int { count * height * width }
}

extension MapSize {
    /// The map of this size whose pixels lie there.
    func map(_ pixels: UnsafePointer<Float>?) -> clip_map {
        unsafe clip_map(count: count, height: height, width: width, pixels: pixels)
    }
}

package import ModelKit

/// How a picture becomes a square: the size it is resized to, the part of that which is kept, and where in
/// the square this part goes.
///
/// Everything else of the square is zero.
package struct SquareGeometry: Sendable, Hashable {
    /// The whole picture, resized.
    package let resized: PixelSize
    /// The part of the resized picture that the square shows.
    package let window: PixelWindow
    /// Columns of the square to the left of that part.
    package let left: Int
    /// Rows of the square above that part.
    package let top: Int

    /// The square of a picture, with the roundings of torchvision and open_clip.
    ///
    /// - Throws: A picture so long and thin that its shorter side has no pixels left.
    package init(_ picture: PixelSize, _ preprocessing: Preprocessing) throws(ImageError) {
        let side = preprocessing.imageSize
        switch preprocessing.resizeMode {
        case .shortest: resized = Self.fillingSquare(picture, side)
        case .squash: resized = PixelSize(width: side, height: side)
        case .longest: resized = Self.fittingSquare(picture, side)
        }
        guard resized.width > 0, resized.height > 0 else {
            throw ImageError(
                .unsupported,
                found: "the picture of \(picture.width) x \(picture.height) pixels, resized so that its "
                    + "longer side has \(side), would be \(resized.width) x \(resized.height)",
                allowed: "at least one pixel a side")
        }
        let (columns, left) = Self.center(resized.width, in: side)
        let (rows, top) = Self.center(resized.height, in: side)
        window = PixelWindow(columns: columns, rows: rows)
        self.left = left
        self.top = top
    }

    /// `Resize(side)` of torchvision: the longer side is rounded down.
    private static func fillingSquare(_ picture: PixelSize, _ side: Int) -> PixelSize {
        let shorter = min(picture.width, picture.height)
        let longer = max(picture.width, picture.height)
        let newLonger = Int(Double(side * longer) / Double(shorter))
        return picture.width <= picture.height
            ? PixelSize(width: side, height: newLonger) : PixelSize(width: newLonger, height: side)
    }

    /// `ResizeKeepRatio(side, longest=1)` of open_clip: both sides are rounded, half to even.
    private static func fittingSquare(_ picture: PixelSize, _ side: Int) -> PixelSize {
        let ratio = Double(max(picture.width, picture.height)) / Double(side)
        func resized(_ length: Int) -> Int { Int((Double(length) / ratio).rounded(.toNearestOrEven)) }
        return PixelSize(width: resized(picture.width), height: resized(picture.height))
    }

    /// `CenterCrop` of torchvision along one side: what is cut off is halved, half to even; what is missing
    /// is halved downwards.
    private static func center(_ length: Int, in side: Int) -> (window: Range<Int>, offset: Int) {
        guard length > side else { return (0..<length, (side - length) / 2) }
        let start = Int((Double(length - side) / 2).rounded(.toNearestOrEven))
        return (start..<start + side, 0)
    }
}

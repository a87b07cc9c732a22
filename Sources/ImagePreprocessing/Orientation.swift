/// How a camera was held, by the numbers of EXIF: what has to be done to the stored rows to see the picture
/// upright.
package enum Orientation: Int, Sendable, CaseIterable {
    /// The rows are as they should be.
    case upright = 1
    /// Left and right are exchanged.
    case mirrored
    /// It stands on its head.
    case halfTurn
    /// Top and bottom are exchanged.
    case flipped
    /// Rows are columns.
    case transposed
    /// It has to be turned a quarter clockwise.
    case quarterTurnClockwise
    /// Rows are columns, from the other corner.
    case transversed
    /// It has to be turned a quarter counterclockwise.
    case quarterTurnCounterclockwise

    /// Whether width and height change places.
    var exchangesSides: Bool { rawValue >= 5 }
    /// Whether stored rows run against the direction in which they are seen.
    var mirrorsColumns: Bool {
        [.mirrored, .halfTurn, .transversed, .quarterTurnCounterclockwise].contains(self)
    }
    /// Whether the stored order of rows is against that in which they are seen.
    var mirrorsRows: Bool { [.flipped, .halfTurn, .transversed, .quarterTurnClockwise].contains(self) }

    /// The sides of an image that is turned, or turned back.
    func size(of size: PixelSize) -> PixelSize {
        exchangesSides ? PixelSize(width: size.height, height: size.width) : size
    }

    /// The picture upright, as `PIL.ImageOps.exif_transpose` makes it.
    package func upright(_ image: DecodedImage) -> DecodedImage {
        if self == .upright { return image }
        let size = size(of: image.size)
        let channels = image.mode.byteCount
        var pixels: [UInt8] = []
        pixels.reserveCapacity(image.pixels.count)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let (x, y) = source(column, row, size)
                let first = (y * image.width + x) * channels
                for place in first..<first + channels { pixels.append(image.pixels[place]) }
            }
        }
        return image.with(size, pixels: pixels)
    }

    /// Which stored pixel is shown at a place of the upright picture.
    private func source(_ column: Int, _ row: Int, _ size: PixelSize) -> (x: Int, y: Int) {
        let (right, bottom) = (size.width - 1, size.height - 1)
        return switch self {
        case .upright: (column, row)
        case .mirrored: (right - column, row)
        case .halfTurn: (right - column, bottom - row)
        case .flipped: (column, bottom - row)
        case .transposed: (row, column)
        case .quarterTurnClockwise: (row, right - column)
        case .transversed: (bottom - row, right - column)
        case .quarterTurnCounterclockwise: (bottom - row, column)
        }
    }
}

import ModelKit

/// How the rows of a stored image become the part of the resized one that a square shows.
///
/// A turned image is resized as it is stored, with its sides exchanged and its weights mirrored, and only the
/// part is turned: each of its pixels is the same sum.
struct ResizePlan {
    /// What the bytes of a pixel are.
    let mode: PixelMode
    /// Where the part goes in the square, upright.
    let geometry: SquareGeometry
    /// Sides of the stored image.
    let columns: ResizedSide
    let rows: ResizedSide
    /// Whether the stored height changes before the stored width.
    let isDownFirst: Bool
    private let orientation: Orientation
    private let preprocessing: Preprocessing

    /// A plan for an image of a size.
    ///
    /// - Throws: an image so long and thin that its shorter side has no pixels left.
    init(
        _ stored: PixelSize, _ mode: PixelMode, _ orientation: Orientation, _ preprocessing: Preprocessing
    ) throws(ImageError) {
        self.mode = mode
        self.orientation = orientation
        self.preprocessing = preprocessing
        let upright = orientation.size(of: stored)
        geometry = try SquareGeometry(upright, preprocessing)
        let resized = orientation.size(of: geometry.resized)
        let window = geometry.window
        let isTurned = orientation.exchangesSides
        columns = ResizedSide(
            inputSize: stored.width, outputSize: resized.width,
            window: isTurned ? window.rows : window.columns, isMirrored: orientation.mirrorsColumns)
        rows = ResizedSide(
            inputSize: stored.height, outputSize: resized.height,
            window: isTurned ? window.columns : window.rows, isMirrored: orientation.mirrorsRows)
        isDownFirst = Self.isDownFirst(upright, geometry.resized) != isTurned
    }

    /// Whether the height changes before the width.
    ///
    /// Since version 13, Pillow takes that order where the height loses more than twice the pixels that the
    /// width does. It shows, because each pass rounds.
    private static func isDownFirst(_ old: PixelSize, _ new: PixelSize) -> Bool {
        let (columnsLost, rowsLost) = (old.width - new.width, old.height - new.height)
        return rowsLost > 0 && rowsLost > 2 * columnsLost
    }

    private var filter: ResamplingFilter { ResamplingFilter(preprocessing.interpolation) }

    /// What takes the stored rows.
    func makeSink() -> any RowSink {
        if columns.isKept, rows.isKept {
            return RowSelection(
                mode, columns: Array(columns.keptWindow), rows: Array(rows.keptWindow))
        }
        guard mode.isInterpolable else {
            return RowSelection(
                mode, columns: NearestSampling.places(along: columns),
                rows: NearestSampling.places(along: rows))
        }
        return RowResampler(self, filter: filter)
    }

    /// What the sink's image is seen as, in a square that is zero elsewhere; in the image's own mode, where
    /// zero need not be black.
    func square(of stored: DecodedImage) -> DecodedImage {
        let part = orientation.upright(stored)
        let side = preprocessing.imageSize
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

    /// Bytes of rows that are decoded before they are resized: enough for a kernel to be worth its call, and
    /// few enough to lie in a processor's cache.
    private static let batchByteCount = 1 << 18

    /// Rows that are decoded before they are resized.
    var batchRowCount: Int {
        min(rows.inputSize, max(1, Self.batchByteCount / max(1, columns.inputSize * mode.byteCount)))
    }

    /// Rows that wait to be resized in height.
    var rowCapacity: Int {
        min(rows.inputSize, RowWindow.rowCapacity(taps: filter.taps(along: rows), batch: batchRowCount))
    }

    /// The most bytes that resizing takes at once.
    ///
    /// Sides are below 2^24 or, of squares, 2^14, so that nothing here overflows.
    var byteCount: Int {
        let channels = mode.byteCount
        let (width, height) = (columns.window.count, rows.window.count)
        // A batch, what is cut out of it, and its rows after the first pass.
        var count = batchRowCount * channels * (2 * columns.inputSize + width)
        // Rows that wait, as many sums of 32 bits as a row has bytes, and the sums of a row for the kernels.
        count += (rowCapacity + 8) * (isDownFirst ? columns.inputSize : width) * channels
        // The part as it grows and as a pass gives it, turned, and in its square, which then becomes RGB.
        count += 3 * width * height * channels
        count += preprocessing.imageSize * preprocessing.imageSize * (channels + 3)
        // Weights in double precision, in fixed point, and padded; and places.
        for (side, outputs) in [(columns, width), (rows, height)] {
            count += outputs * (filter.taps(along: side) + 4) * 24
        }
        return count
    }
}

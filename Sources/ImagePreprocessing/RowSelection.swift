/// Takes some pixels of an image as they are: a part of it, or for images of an index or of black and white
/// each pixel's nearest neighbour.
struct RowSelection: RowSink {
    private let mode: PixelMode
    /// Columns and rows to take, in rising order; what is outside the image is zero.
    private let columns: [Int]
    private let rows: [Int]
    private var nextOutput = 0
    private var rowCount = 0
    private var pixels: [UInt8] = []

    init(_ mode: PixelMode, columns: [Int], rows: [Int]) {
        self.mode = mode
        self.columns = columns
        self.rows = rows
        pixels.reserveCapacity(columns.count * rows.count * mode.byteCount)
    }

    mutating func append(_ batch: DecodedImage) {
        let end = rowCount + batch.height
        while nextOutput < rows.count, rows[nextOutput] < end {
            take(rows[nextOutput] - rowCount, of: batch)
            nextOutput += 1
        }
        rowCount = end
    }

    private mutating func take(_ row: Int, of batch: DecodedImage) {
        let channels = mode.byteCount
        for column in columns {
            let isInside = row >= 0 && column >= 0 && column < batch.width
            let first = row * batch.stride + column * channels
            for channel in 0..<channels { pixels.append(isInside ? batch.pixels[first + channel] : 0) }
        }
    }

    mutating func finish() -> DecodedImage {
        let count = columns.count * rows.count * mode.byteCount
        pixels.append(contentsOf: repeatElement(0, count: count - pixels.count))
        return DecodedImage(width: columns.count, height: rows.count, mode: mode, pixels: pixels)
    }
}

/// Changes an image's height while its rows come: keeps those that make rows of the result yet.
struct RowWindow {
    private let sampling: SamplingWeights
    private let stride: Int
    private var rows: [UInt8] = []
    private var firstRow = 0
    private var nextOutput = 0

    /// A window over rows of `stride` bytes.
    init(_ sampling: SamplingWeights, stride: Int, rowCapacity: Int) {
        self.sampling = sampling
        self.stride = stride
        rows.reserveCapacity(rowCapacity * stride)
    }

    /// Rows that are held at once, at most, where each row of the result is made of `taps`.
    ///
    /// As many again as are needed lie there until dropping them is worth a move of the others.
    static func rowCapacity(taps: Int, batch: Int) -> Int { 2 * taps + batch }

    /// Takes the next rows, and returns those rows of the result that are complete now.
    mutating func append(_ batch: DecodedImage) -> DecodedImage {
        rows += batch.pixels
        let rowsInside = stride > 0 ? rows.count / stride : 0
        var end = nextOutput
        while end < sampling.starts.count,
            sampling.starts[end] + sampling.counts[end] <= firstRow + rowsInside
        { end += 1 }
        defer { drop(until: end) }
        let image = DecodedImage(width: batch.width, height: rowsInside, mode: batch.mode, pixels: rows)
        guard end > nextOutput else {
            return image.with(PixelSize(width: batch.width, height: 0), pixels: [])
        }
        let part = sampling.part(nextOutput..<end, droppingPixels: firstRow)
        return batch.mode == .luminance16
            ? WideResampling.down(image, part) : ByteResampling.down(image, part)
    }

    private mutating func drop(until end: Int) {
        nextOutput = end
        let needed = end < sampling.starts.count ? sampling.starts[end] : sampling.source.count
        let dropped = min(needed - firstRow, stride > 0 ? rows.count / stride : 0)
        // Each row is moved once at most for each time that as many come.
        guard dropped > 0, dropped * stride * 2 >= rows.count else { return }
        rows.removeFirst(dropped * stride)
        firstRow += dropped
    }
}

/// Takes an image's rows, some at a time from the top, and makes another image of them.
protocol RowSink {
    /// Takes the next rows.
    mutating func append(_ rows: DecodedImage)
    /// The image, after the last row.
    mutating func finish() -> DecodedImage
}

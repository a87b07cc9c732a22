/// How many pixels a picture has along each side.
struct PixelSize: Hashable {
    var width: Int
    var height: Int
}

/// A part of a picture.
struct PixelWindow: Hashable {
    /// Columns, from the left.
    var columns: Range<Int>
    /// Rows, from the top.
    var rows: Range<Int>
}

/// How many pixels a picture has along each side.
package struct PixelSize: Sendable, Hashable {
    /// Pixels in a row.
    package let width: Int
    /// Rows.
    package let height: Int

    /// A size of these sides.
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// A part of a picture.
package struct PixelWindow: Sendable, Hashable {
    /// Columns, from the left.
    package let columns: Range<Int>
    /// Rows, from the top.
    package let rows: Range<Int>
}

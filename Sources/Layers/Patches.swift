package import Tensors

extension Matrix {
    /// The square patches of planar images, `[images, 3 · side · side]`: each a row of its channels' rows of pixels, as the
    /// weights of a convolution have them, `[images · grid², 3 · patch · patch]`.
    ///
    /// Pixels on the right and below that fill no patch are left out, as a convolution leaves them.
    package func patches(side: Int, patch: Int) -> Matrix {
        let grid = side / patch
        var pixels: [Float] = []
        pixels.reserveCapacity(rows * grid * grid * 3 * patch * patch)
        for image in 0..<rows {
            for (row, column) in (0..<grid * grid).map({ ($0 / grid, $0 % grid) }) {
                for line in 0..<3 * patch {
                    let (channel, y) = (line / patch, row * patch + line % patch)
                    let start = ((image * 3 + channel) * side + y) * side + column * patch
                    pixels += elements[start..<start + patch]
                }
            }
        }
        return Matrix(rows: rows * grid * grid, columns: 3 * patch * patch, pixels)
    }
}

package import Kernels
package import Tensors

/// Pixels with many channels: what flows through a ResNet.
///
/// What is done with it here is plain; the fast engine has kernels for the same.
package struct FeatureMap {
    package let size: MapSize
    /// One row a pixel, image by image and line by line: `[count · height · width, channels]`.
    package var pixels: Matrix

    package var count: Int { size.count }
    package var height: Int { size.height }
    package var width: Int { size.width }
    package var channels: Int { pixels.columns }

    package init(_ size: MapSize, pixels: Matrix) {
        precondition(pixels.rows == size.pixels, "a row for each pixel")
        self.size = size
        self.pixels = pixels
    }

    /// Images of three planes, `[count, 3 · side · side]`.
    package init(planes: Matrix, side: Int) {
        var pixels = Matrix(rows: planes.rows * side * side, columns: 3)
        for image in 0..<planes.rows {
            for channel in 0..<3 {
                let start = (image * 3 + channel) * side * side
                for pixel in 0..<side * side {
                    pixels.elements[(image * side * side + pixel) * 3 + channel] =
                        planes.elements[start + pixel]
                }
            }
        }
        self.init(MapSize(count: planes.rows, height: side, width: side), pixels: pixels)
    }

    /// The mean of every 2 x 2 pixels; an odd line or column at the end is left out, as PyTorch does.
    package func averagedByTwo() -> FeatureMap {
        let (newHeight, newWidth) = (height / 2, width / 2)
        var result = Matrix(rows: count * newHeight * newWidth, columns: channels)
        for image in 0..<count {
            for y in 0..<newHeight {
                for x in 0..<newWidth {
                    let target = ((image * newHeight + y) * newWidth + x) * channels
                    let upper = ((image * height + 2 * y) * width + 2 * x) * channels
                    let lower = upper + width * channels
                    for channel in 0..<channels {
                        let sum =
                            pixels.elements[upper + channel] + pixels.elements[upper + channels + channel]
                            + pixels.elements[lower + channel] + pixels.elements[lower + channels + channel]
                        result.elements[target + channel] = sum / 4
                    }
                }
            }
        }
        return FeatureMap(MapSize(count: count, height: newHeight, width: newWidth), pixels: result)
    }

    /// The 3 x 3 pixels around every `stride`-th one, beside one another, zero outside the picture:
    /// `[pixels, 9 · channels]`.
    package func neighbourhoods(stride: Int) -> FeatureMap {
        let (newHeight, newWidth) = ((height - 1) / stride + 1, (width - 1) / stride + 1)
        var result = Matrix(rows: count * newHeight * newWidth, columns: 9 * channels)
        var target = 0
        for image in 0..<count {
            for (centerY, centerX) in Self.positions(newHeight, newWidth, stride) {
                for y in centerY - 1...centerY + 1 {
                    for x in centerX - 1...centerX + 1 {
                        if (0..<height).contains(y), (0..<width).contains(x) {
                            let source = ((image * height + y) * width + x) * channels
                            for channel in 0..<channels {
                                result.elements[target + channel] = pixels.elements[source + channel]
                            }
                        }
                        target += channels
                    }
                }
            }
        }
        return FeatureMap(MapSize(count: count, height: newHeight, width: newWidth), pixels: result)
    }

    private static func positions(_ height: Int, _ width: Int, _ stride: Int) -> [(Int, Int)] {
        (0..<height * width).map { ($0 / width * stride, $0 % width * stride) }
    }
}

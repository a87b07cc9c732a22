import CKernels
public import Tensors

/// The mean of every 2 x 2 pixels; an odd line or column at the end is left out, as PyTorch does.
///
/// - Returns: `[count · (height / 2) · (width / 2), channels]`.
public func averageByTwo(_ pixels: Matrix, _ size: MapSize, threads: Int) -> Matrix {
    let rows = size.count * (size.height / 2) * (size.width / 2)
    return unsafe moved(pixels, size, rows: rows, columns: pixels.columns) { map, channels, output in
        unsafe clip_average_by_two(map, channels, output, Int32(threads))
    }
}

/// The 3 x 3 pixels around every `stride`-th one, beside one another, zero outside the picture.
///
/// - Returns: one row for each of these pixels, `[_, 9 · channels]`.
public func neighbourhoods(_ pixels: Matrix, _ size: MapSize, stride: Int, threads: Int) -> Matrix {
    precondition(stride > 0, "a step forward")
    let rows = size.count * ((size.height - 1) / stride + 1) * ((size.width - 1) / stride + 1)
    return unsafe moved(pixels, size, rows: rows, columns: 9 * pixels.columns) { map, channels, output in
        unsafe clip_neighbourhoods(map, channels, stride, output, Int32(threads))
    }
}

/// Puts planes together that lie one after another in a picture's row, `[count, channels · height · width]`.
///
/// - Returns: `[pixels, channels]`.
public func interleavePlanes(_ planes: Matrix, _ size: MapSize, channels: Int, threads: Int) -> Matrix {
    precondition(planes.elements.count == size.pixels * channels, "a row for each picture")
    let pixels = Matrix(rows: size.pixels, columns: channels, planes.elements)
    return unsafe moved(pixels, size, rows: size.pixels, columns: channels) { map, channels, output in
        unsafe clip_interleave_planes(map, channels, output, Int32(threads))
    }
}

private func moved(
    _ pixels: Matrix, _ size: MapSize, rows: Int, columns: Int,
    _ body: (clip_map, Int, UnsafeMutablePointer<Float>?) -> Void
) -> Matrix {
    precondition(pixels.rows == size.pixels, "a row for each pixel")
    var result = Matrix(rows: rows, columns: columns)
    let channels = pixels.columns
    // The sizes of both matrices are those that the kernels compute with.
    unsafe pixels.elements.withUnsafeBufferPointer { pixels in
        unsafe result.elements.withUnsafeMutableBufferPointer { result in
            unsafe body(size.map(pixels.baseAddress), channels, result.baseAddress)
        }
    }
    return result
}

import CKernels
public import Tensors

/// The size of a map of pixels, which lie line by line, one row of a matrix each.
public struct MapSize: Sendable, Equatable {
    /// Pictures, and the lines and columns of each.
    public let count, height, width: Int

    /// A size.
    public init(count: Int, height: Int, width: Int) {
        precondition(count >= 0 && height > 0 && width > 0, "a map has pixels")
        (self.count, self.height, self.width) = (count, height, width)
    }

    /// How many pixels there are.
    public var pixels: Int { count * height * width }
}

/// A convolution of 3 x 3 pixels in float32, zero outside the picture, by Winograd's minimal filtering.
///
/// A square of 2 x 2 outputs takes 16 products, for which the plain way needs 36 (Lavin and Gray, 2015). The plain way
/// would have to reach 97 % of what the processor multiplies at most to be as fast as is wanted (docs/measurements.md).
@safe public final class PackedConvolution: @unchecked Sendable {
    /// Channels that go in.
    public let inputs: Int
    /// Channels that come out.
    public let outputs: Int
    private let handle: OpaquePointer

    /// A convolution; nil without memory.
    ///
    /// - Parameters:
    ///   - weights: `[outputs, 3, 3, inputs]`.
    ///   - bias: `[outputs]`.
    public init?(weights: Span<Float>, bias: [Float], outputs: Int, inputs: Int) {
        precondition(outputs > 0 && inputs > 0 && weights.count == outputs * 9 * inputs, "sizes differ")
        precondition(bias.count == outputs, "sizes differ")
        let created = unsafe weights.withUnsafeBufferPointer { weights in
            unsafe clip_convolution_create(outputs, inputs, weights.baseAddress, bias)
        }
        guard let handle = unsafe created else { return nil }
        unsafe self.handle = handle
        (self.outputs, self.inputs) = (outputs, inputs)
    }

    deinit { unsafe clip_convolution_destroy(handle) }

    /// Convolves a map, `[pixels, inputs]`.
    ///
    /// - Parameters:
    ///   - isAdded: whether the result is added to what is there, not put in its place.
    ///   - function: applied to the result, and to the sum where it is added.
    ///   - result: `[pixels, outputs]`.
    /// - Returns: false, for want of memory.
    public func apply(
        to input: Matrix, _ size: MapSize, isAdded: Bool = false, function: Pointwise? = nil,
        into result: inout Matrix, threads: Int, using instructions: InstructionSet = .best
    ) -> Bool {
        precondition(input.columns == inputs && result.columns == outputs, "sizes differ")
        precondition(input.rows == size.pixels && result.rows == size.pixels, "a row for each pixel")
        // As many numbers are read and written as the matrices have, by their sizes.
        return unsafe input.elements.withUnsafeBufferPointer { input in
            unsafe result.elements.withUnsafeMutableBufferPointer { result in
                unsafe withOptionalFunction(function) { function in
                    unsafe clip_convolution_apply(
                        instructions.isa, handle, size.map(input.baseAddress),
                        clip_ending(is_added: isAdded, function: function), result.baseAddress, Int32(threads)
                    )
                }
            }
        }
    }
}

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

extension MapSize {
    fileprivate func map(_ pixels: UnsafePointer<Float>?) -> clip_map {
        unsafe clip_map(count: count, height: height, width: width, pixels: pixels)
    }
}

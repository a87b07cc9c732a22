import CKernels
public import Tensors

/// A convolution of 3 x 3 pixels in float32, zero outside the picture, by Winograd's minimal filtering.
///
/// A square of 2 x 2 outputs takes 16 products, for which the plain way needs 36 (Lavin and Gray, 2015). The plain way
/// would have to reach 93 % of what the processor multiplies at most to be as fast as is wanted (docs/measurements.md).
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

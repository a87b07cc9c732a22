import CKernels
public import Tensors

/// A linear layer, `y = x Wᵀ + b`, whose weights lie in the order in which the project's own
/// products read them.
///
/// A library's products of a few rows are as fast. Around them it has to write sums of integers down before they become
/// numbers, and inputs before they are rounded; here that is done where they are made (docs/measurements.md).
@safe public final class PackedLinear: @unchecked Sendable {
    /// Numbers in a row that goes in.
    public let inputs: Int
    /// Numbers in a row that comes out.
    public let outputs: Int
    /// What is multiplied.
    public let precision: ComputePrecision
    private let handle: OpaquePointer

    /// A layer of float weights, computed in float32 or rounded to bfloat16; nil without memory.
    ///
    /// - Parameters:
    ///   - weights: `[outputs, inputs]`.
    ///   - bias: `[outputs]`.
    public convenience init?(
        weights: Span<Float>, bias: [Float]?, outputs: Int, inputs: Int,
        computedIn precision: ComputePrecision
    ) {
        // Bytes of numbers are never invalid.
        unsafe self.init(
            bytes: weights.bytes, CLIP_FLOAT32, bias: bias, outputs: outputs, inputs: inputs,
            computedIn: precision)
    }

    /// The same of weights of any floating-point type, as they lie in a file.
    public convenience init?(
        weights: EncodedFloats, bias: [Float]?, outputs: Int, inputs: Int,
        computedIn precision: ComputePrecision
    ) {
        unsafe self.init(
            bytes: weights.bytes.span.bytes, weights.type, bias: bias, outputs: outputs, inputs: inputs,
            computedIn: precision)
    }

    private init?(
        bytes: RawSpan, _ type: clip_float, bias: [Float]?, outputs: Int, inputs: Int,
        computedIn precision: ComputePrecision
    ) {
        precondition(outputs > 0 && inputs > 0, "a layer has inputs and outputs")
        precondition(bytes.byteCount == outputs * inputs * type.byteCount, "sizes differ")
        precondition(bias?.count ?? outputs == outputs, "sizes differ")
        precondition(precision != .int8, "8-bit layers come with their scales")
        let created = unsafe bytes.withUnsafeBytes { bytes in
            unsafe clip_packed_linear_create(
                precision.factors, outputs, inputs, type, bytes.baseAddress, bias)
        }
        guard let handle = unsafe created else { return nil }
        unsafe self.handle = handle
        (self.outputs, self.inputs, self.precision) = (outputs, inputs, precision)
    }

    /// A layer of 8-bit weights; nil without memory.
    ///
    /// - Parameters:
    ///   - integers: `[outputs, inputs]`, one byte each in two's complement.
    ///   - scales: `[outputs]`.
    ///   - outliers: ascending; inputs whose products are computed in float32.
    public init?(
        integers: Span<UInt8>, scales: [Float], bias: [Float]?, outliers: [Int], outputs: Int, inputs: Int
    ) {
        precondition(outputs > 0 && inputs > 0 && integers.count == outputs * inputs, "sizes differ")
        precondition(scales.count == outputs && bias?.count ?? outputs == outputs, "sizes differ")
        precondition(
            outliers.allSatisfy { $0 >= 0 && $0 < inputs }
                && zip(outliers, outliers.dropFirst()).allSatisfy(<))
        precondition(outliers.count <= MAXIMUM_OUTLIERS, "too many inputs are taken out")
        let positions = outliers.map(UInt32.init)
        let created = unsafe integers.withUnsafeBytes { integers in
            unsafe clip_packed_linear_create_int8(
                outputs, inputs, integers.baseAddress, scales, bias, positions, positions.count)
        }
        guard let handle = unsafe created else { return nil }
        unsafe self.handle = handle
        (self.outputs, self.inputs, self.precision) = (outputs, inputs, .int8)
    }

    deinit { unsafe clip_packed_linear_destroy(handle) }

    /// Applies the layer to every row, which the norm normalises first.
    ///
    /// - Parameters:
    ///   - isAdded: whether the result is added to what is there, not put in its place.
    ///   - function: applied to the result, and to the sum where it is added.
    /// - Returns: false, for want of memory.
    public func apply(
        to input: Matrix, normalizedBy norm: LayerNorm? = nil, isAdded: Bool = false,
        function: Pointwise? = nil,
        into result: inout Matrix, threads: Int, using instructions: InstructionSet = .best
    ) -> Bool {
        precondition(
            input.columns == inputs && result.columns == outputs && result.rows == input.rows, "sizes differ")
        let rows = input.rows
        // The layer reads rows * inputs and writes rows * outputs numbers, which the arrays have.
        return unsafe input.elements.withUnsafeBufferPointer { input in
            unsafe result.elements.withUnsafeMutableBufferPointer { result in
                unsafe withNorm(norm) { norm in
                    unsafe withOptionalFunction(function) { function in
                        unsafe clip_packed_linear_apply(
                            instructions.isa, handle, norm, rows, input.baseAddress,
                            clip_ending(is_added: isAdded, function: function), result.baseAddress,
                            Int32(threads))
                    }
                }
            }
        }
    }

    /// Adds to each row of `rows` what the norm, this layer, the function and a second layer make of it.
    ///
    /// - Returns: false, for want of memory.
    public func apply(
        normalizedBy norm: LayerNorm, _ function: Pointwise, then second: PackedLinear,
        addingTo rows: inout Matrix,
        threads: Int, using instructions: InstructionSet = .best
    ) -> Bool {
        precondition(
            rows.columns == inputs && second.inputs == outputs && second.outputs == inputs, "sizes differ")
        precondition(precision == second.precision, "layers of one precision")
        let count = rows.rows
        // The layers read and write rows * inputs numbers, which the array has.
        return unsafe rows.elements.withUnsafeMutableBufferPointer { rows in
            unsafe withNorm(norm) { norm in
                unsafe clip_packed_pair_apply(
                    instructions.isa, handle, function.function, second.handle, norm, count, rows.baseAddress,
                    rows.baseAddress, Int32(threads))
            }
        }
    }

    /// Attention of several heads within each of the sequences, where this layer makes queries, keys and values, beside one
    /// another, of the rows of `input` that the norm normalises first.
    ///
    /// They are rounded to bfloat16.
    ///
    /// - Parameters:
    ///   - heads: each of an even count of numbers.
    ///   - isCausal: whether rows attend only to themselves and to earlier ones.
    ///   - result: `[rows, outputs / 3]`.
    /// - Returns: false, for want of memory.
    public func attend(
        to input: Matrix, normalizedBy norm: LayerNorm, heads: Int, sequences: Sequences, isCausal: Bool,
        into result: inout Matrix, threads: Int, using instructions: InstructionSet = .best
    ) -> Bool {
        precondition(input.columns == inputs && outputs == 3 * result.columns, "sizes differ")
        precondition(result.columns.isMultiple(of: 2 * heads), "a head has an even count of numbers")
        precondition(input.rows == sequences.rows && result.rows == sequences.rows, "rows differ")
        // The starts end at the number of rows that both matrices have.
        return unsafe input.elements.withUnsafeBufferPointer { input in
            unsafe result.elements.withUnsafeMutableBufferPointer { result in
                unsafe withNorm(norm) { norm in
                    unsafe clip_packed_attention(
                        instructions.isa, handle, norm, input.baseAddress, heads,
                        sequences.starts.map(UInt32.init), sequences.count, isCausal, result.baseAddress,
                        Int32(threads))
                }
            }
        }
    }

    private func withNorm<Result>(
        _ norm: LayerNorm?, _ body: (UnsafePointer<clip_norm>?) -> Result
    ) -> Result {
        guard let norm else { return body(nil) }
        precondition(norm.gain.count == inputs, "sizes differ")
        return unsafe norm.gain.withUnsafeBufferPointer { gain in
            unsafe norm.bias.withUnsafeBufferPointer { bias in
                var parameters = unsafe clip_norm(
                    gain: gain.baseAddress, bias: bias.baseAddress, epsilon: norm.epsilon)
                return unsafe body(&parameters)
            }
        }
    }
}

extension clip_float {
    fileprivate var byteCount: Int {
        switch self {
        case CLIP_FLOAT64: 8
        case CLIP_FLOAT32: 4
        default: 2
        }
    }
}

import CKernels
import COneDNN
public import Tensors

/// A linear layer of float32, `y = x Wᵀ + b`, with its weights in the layout that oneDNN multiplies fastest.
@safe public final class OneDNNLinear: @unchecked Sendable {
    /// Numbers in a row that goes in.
    public let inputs: Int
    /// Numbers in a row that comes out.
    public let outputs: Int
    private let engine: OneDNN
    private let handle: OpaquePointer

    /// A layer.
    ///
    /// - Parameters:
    ///   - weights: `[outputs, inputs]`.
    ///   - bias: `[outputs]`.
    /// - Throws: where memory is short, or oneDNN has no such product.
    public init(
        _ engine: OneDNN, weights: Span<Float>, bias: [Float]?, outputs: Int, inputs: Int
    ) throws(OneDNNFailure) {
        precondition(weights.count == outputs * inputs && bias?.count ?? outputs == outputs, "sizes differ")
        let created = unsafe weights.withUnsafeBufferPointer { weights in
            unsafe clip_onednn_linear_create(engine.handle, outputs, inputs, weights.baseAddress, bias)
        }
        guard let handle = unsafe created else {
            throw OneDNNFailure(
                description: "oneDNN has no product of \(inputs) by \(outputs) numbers, or no memory for it")
        }
        self.engine = engine
        unsafe self.handle = handle
        self.outputs = outputs
        self.inputs = inputs
    }

    deinit { unsafe clip_onednn_linear_destroy(handle) }

    /// Applies the layer to every row.
    ///
    /// - Parameters:
    ///   - isAdded: whether the result is added to what is there, not put in its place.
    ///   - function: applied to the result, and to the sum where it is added.
    /// - Throws: where oneDNN fails, for want of memory.
    public func apply(
        to input: Matrix, isAdded: Bool = false, function: Pointwise? = nil, into result: inout Matrix
    ) throws(OneDNNFailure) {
        precondition(
            input.columns == inputs && result.columns == outputs && result.rows == input.rows, "sizes differ")
        let epilogue =
            function == nil
            ? (isAdded ? CLIP_ACCUMULATE : CLIP_STORE)
            : (isAdded ? CLIP_ACCUMULATE_ACTIVATED : CLIP_STORE_ACTIVATED)
        // The layer reads rows * inputs and writes rows * outputs numbers, which the arrays have.
        let isDone = unsafe input.elements.withUnsafeBufferPointer { input in
            unsafe result.elements.withUnsafeMutableBufferPointer { result in
                unsafe clip_onednn_linear_apply(
                    handle, result.count / max(outputs, 1), input.baseAddress, result.baseAddress, epilogue,
                    (function ?? .relu).function)
            }
        }
        guard isDone else { throw OneDNNFailure(description: "oneDNN could not multiply \(input.rows) rows") }
    }
}

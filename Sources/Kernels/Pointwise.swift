import CKernels

/// A function that is applied to numbers one by one.
public enum Pointwise: Sendable, CaseIterable {
    /// `x · σ(1.702 x)`.
    case quickGELU
    /// `x · Φ(x)`, with the error function.
    case gelu
    /// `x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
    case geluTanh
    /// `max(x, 0)`.
    case relu

    /// Replaces each of the values by the function of it.
    public func apply(to values: inout MutableSpan<Float>, using instructions: InstructionSet = .best) {
        let function = function
        unsafe values.withUnsafeMutableBufferPointer {
            unsafe clip_apply(instructions.isa, function, $0.baseAddress, $0.count)
        }
    }

    var function: clip_pointwise {
        switch self {
        case .quickGELU: CLIP_QUICK_GELU
        case .gelu: CLIP_GELU
        case .geluTanh: CLIP_GELU_TANH
        case .relu: CLIP_RELU
        }
    }
}

/// Calls `body` with a pointer to the function, or with NULL for none.
func withOptionalFunction<Result>(
    _ function: Pointwise?, _ body: (UnsafePointer<clip_pointwise>?) -> Result
) -> Result {
    guard var function = function?.function else { return body(nil) }
    // The pointer is used during the call only.
    return unsafe body(&function)
}

import CKernels

/// What the products of a layer are computed in.
public enum ComputePrecision: String, Sendable, CaseIterable {
    /// float32.
    case fp32
    /// bfloat16 factors, float32 sums.
    case bf16
    /// 8-bit integers with a scale for each row of both factors, 32-bit sums.
    case int8

    /// Whether this processor multiplies such numbers by instructions of its own.
    public var isSupported: Bool { self == .fp32 || clip_multiplies(factors) }

    var factors: clip_factors {
        switch self {
        case .fp32: CLIP_FACTORS_FLOAT32
        case .bf16: CLIP_FACTORS_BFLOAT16
        case .int8: CLIP_FACTORS_INT8
        }
    }
}

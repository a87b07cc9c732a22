import COneDNN

/// What the products of a layer are computed in.
public enum ComputePrecision: String, Sendable, CaseIterable {
    /// float32.
    case fp32
    /// bfloat16 factors, float32 sums.
    case bf16
    /// 8-bit integers with a scale for each row of both factors, 32-bit sums.
    case int8

    /// Whether this processor multiplies such numbers by instructions of its own.
    public var isSupported: Bool { clip_onednn_supports(compute) }

    var compute: clip_compute {
        switch self {
        case .fp32: CLIP_COMPUTE_FLOAT32
        case .bf16: CLIP_COMPUTE_BFLOAT16
        case .int8: CLIP_COMPUTE_INT8
        }
    }
}

/// oneDNN failed: there was no memory for its operation, or it has none of the kind.
public struct OneDNNFailure: Error, CustomStringConvertible {
    /// What was asked for.
    public let description: String
}

/// What all layers of a model on oneDNN share.
///
/// May be used from several threads at once: the C object locks what changes.
@safe public final class OneDNN: @unchecked Sendable {
    /// Threads that each operation runs on.
    public let threads: Int
    let handle: OpaquePointer

    /// - Throws: where memory is short.
    public init(threads: Int) throws(OneDNNFailure) {
        precondition(threads >= 1, "nothing to run on")
        guard let handle = unsafe clip_onednn_create(Int32(threads)) else {
            throw OneDNNFailure(description: "oneDNN did not start")
        }
        self.threads = threads
        unsafe self.handle = handle
    }

    deinit { unsafe clip_onednn_destroy(handle) }
}

import COneDNN

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

import COpenSSL

/// A SHA-256 in the making, by OpenSSL, which uses the processor's own instructions.
///
/// Safe, though it holds OpenSSL's context: nobody else sees the pointer, and it lives as long as this value.
@safe public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// A digest of nothing yet.
    ///
    /// - Throws: `inputOutput` if OpenSSL cannot give a context (out of memory, or a configuration of its own
    ///   that forbids SHA-256).
    public init() throws(FileError) {
        guard let context = unsafe EVP_MD_CTX_new() else { throw Self.refusal }
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw Self.refusal
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        // OpenSSL reads exactly `count` bytes from the span's own memory, within this call.
        _ = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// The digest of all that was added.
    public consuming func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        // A SHA-256 writes 32 bytes, which the buffer has.
        _ = unsafe bytes.withUnsafeMutableBufferPointer {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
        }
        return Digest(sha256: bytes)
    }

    /// The digest of bytes that are all at hand.
    public static func digest(of bytes: Span<UInt8>) throws(FileError) -> Digest {
        var hash = try SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    private static var refusal: FileError {
        FileError(.inputOutput, found: "OpenSSL gives no SHA-256 context")
    }
}

import ByteIO
import COpenSSL

// All that OpenSSL computes for signatures, and the only file of this target with unsafe code. Each call reads the bytes
// of arrays that outlive it and writes into arrays of the size that the algorithm gives; every object that OpenSSL hands
// out is freed in the function that asked for it.

/// Ed25519 (RFC 8032), by OpenSSL.
enum Ed25519 {
    static let seedByteCount = 32
    static let publicKeyByteCount = 32
    static let signatureByteCount = 64

    /// Whether a signature of a message is that of a key; false for keys and signatures of other lengths.
    static func isValid(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) throws(FileError)
        -> Bool
    {
        guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount else {
            return false
        }
        guard let context = unsafe EVP_MD_CTX_new() else { throw refusal }
        defer { unsafe EVP_MD_CTX_free(context) }
        // Not every 32 bytes are a key; what is none has signed nothing.
        guard
            let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { throw refusal }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// The signature of a message by the key that is made of a seed of 32 bytes.
    static func signature(of message: [UInt8], seed: [UInt8]) throws(FileError) -> [UInt8] {
        guard seed.count == seedByteCount, let context = unsafe EVP_MD_CTX_new() else { throw refusal }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw refusal
        }
        defer { unsafe EVP_PKEY_free(key) }
        var signature = [UInt8](repeating: 0, count: signatureByteCount)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
            count == signatureByteCount
        else { throw refusal }
        return signature
    }

    /// The public key that belongs to a seed of 32 bytes.
    static func publicKey(ofSeed seed: [UInt8]) throws(FileError) -> [UInt8] {
        guard seed.count == seedByteCount,
            let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        else { throw refusal }
        defer { unsafe EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: publicKeyByteCount)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == publicKeyByteCount else {
            throw refusal
        }
        return bytes
    }

    private static var refusal: FileError {
        FileError(.inputOutput, found: "OpenSSL cannot compute Ed25519", allowed: "more memory")
    }
}

/// A BLAKE2b-512 digest (RFC 7693) in the making, by OpenSSL.
///
/// Safe, though it holds OpenSSL's context: nobody else sees the pointer, and it lives as long as this value.
@safe struct BLAKE2b512: ~Copyable {
    private let context: OpaquePointer

    init() throws(FileError) {
        guard let context = unsafe EVP_MD_CTX_new() else { throw Self.refusal }
        guard unsafe EVP_DigestInit_ex(context, EVP_blake2b512(), nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw Self.refusal
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    mutating func update(_ bytes: Span<UInt8>) {
        _ = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    consuming func finish() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        _ = unsafe EVP_DigestFinal_ex(context, &bytes, nil)
        return bytes
    }

    private static var refusal: FileError {
        FileError(.inputOutput, found: "OpenSSL gives no BLAKE2b context")
    }
}

/// scrypt (RFC 7914), by OpenSSL.
enum Scrypt {
    /// Bytes of the password, as hard to compute as the parameters say.
    ///
    /// - Throws: `inputOutput` where OpenSSL has not the memory, of which `n` x `r` x 128 bytes are needed.
    static func bytes(
        _ count: Int, password: [UInt8], salt: [UInt8], n: Int, r: Int, p: Int
    ) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let (cost, blocks, lanes) = (UInt64(clamping: n), UInt64(clamping: r), UInt64(clamping: p))
        // A signed pointer is what this one function takes a password as; the bytes are the same.
        let isDone = unsafe password.withUnsafeBytes { password in
            unsafe EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
                cost, blocks, lanes, UInt64(SigningKey.scryptMemory), &bytes, count)
        }
        guard isDone == 1 else {
            throw FileError(
                .inputOutput, found: "scrypt needs \(n * r / 8) KiB of memory", allowed: "more memory")
        }
        return bytes
    }
}

package import ByteIO

/// A signature of a file that lies beside it, in minisign's format.
///
/// Two comments stand in it, of which only the second, the trusted one, is signed.
package struct DetachedSignature: Sendable, Hashable {
    /// What the signature is of.
    enum Algorithm: String, Sendable {
        /// The file itself, as minisign did it at first.
        case pure = "Ed"
        /// Its BLAKE2b-512.
        case prehashed = "ED"
    }

    /// Of the key that it says it is made with.
    package let keyID: KeyID
    /// What the signer says about it, which a second signature covers.
    package let trustedComment: String

    let algorithm: Algorithm
    let signature: [UInt8]
    /// The comment as it is signed, whatever its encoding.
    let commentBytes: [UInt8]
    /// Of the signature and the comment behind it.
    let globalSignature: [UInt8]

    /// Where the signature of a file lies, if nobody says otherwise: `.minisig` is appended to its path.
    package static func path(for file: FilePath) -> FilePath {
        FilePath(bytes: file.bytes + Array(".minisig".utf8))
    }

    static let trustedPrefix = "trusted comment: "

    /// A signature from a file.
    ///
    /// - Throws: what opening the file throws; `malformed` where it is no signature of minisign's, `unsupported` for
    ///   another algorithm.
    package init(path: FilePath) throws(FileError) {
        let lines = try SignatureLines(path: path, count: 4)
        let bytes = try lines.bytes(1, count: 2 + KeyID.byteCount + Ed25519.signatureByteCount)
        guard let algorithm = Algorithm(rawValue: String(decoding: bytes[..<2], as: UTF8.self)) else {
            throw FileError(
                .unsupported, path: path, at: "line 2", found: "its algorithm is neither ED nor Ed",
                allowed: "a signature of minisign's")
        }
        self.init(
            algorithm, KeyID(bytes[2..<10]), signature: Array(bytes[10...]),
            comment: try lines.comment(2, after: Self.trustedPrefix),
            globalSignature: try lines.bytes(3, count: Ed25519.signatureByteCount))
    }

    init(
        _ algorithm: Algorithm, _ keyID: KeyID, signature: [UInt8], comment: [UInt8], globalSignature: [UInt8]
    ) {
        (self.algorithm, self.keyID, self.signature) = (algorithm, keyID, signature)
        (commentBytes, self.globalSignature) = (comment, globalSignature)
        trustedComment = String(decoding: comment, as: UTF8.self)
    }

    /// The file's text.
    ///
    /// - Parameter untrustedComment: without line feeds.
    func text(untrustedComment: String) -> [UInt8] {
        let first = base64(Array(algorithm.rawValue.utf8) + keyID.bytes + signature)
        return Array("untrusted comment: \(untrustedComment)\n\(first)\n\(Self.trustedPrefix)".utf8)
            + commentBytes + Array("\n\(base64(globalSignature))\n".utf8)
    }
}

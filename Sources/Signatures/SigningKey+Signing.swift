package import ByteIO

extension SigningKey {
    /// Signs a file, prehashed, and writes the signature as a file that minisign verifies.
    ///
    /// - Parameters:
    ///   - file: what is signed; it may have no name yet.
    ///   - trustedComment: signed too; control characters, line feeds among them, become spaces.
    ///   - progress: called with the number of bytes of each piece.
    /// - Returns: the signature file's text. The same key, bytes and comment give the same text.
    /// - Throws: what reading throws.
    package func signatureText(
        of file: InputFile, trustedComment: String, progress: (Int) -> Void = { _ in }
    ) throws(FileError) -> [UInt8] {
        let comment = trustedComment.utf8.prefix(1024).map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        let signature = try Ed25519.signature(of: file.blake2b512(progress: progress), seed: seed)
        let detached = DetachedSignature(
            .prehashed, id, signature: signature, comment: comment,
            globalSignature: try Ed25519.signature(of: signature + comment, seed: seed))
        return detached.text(untrustedComment: "signature of clip-convert, key \(id)")
    }
}

package import ByteIO

extension DetachedSignature {
    /// Whether a signature is what it seems to be.
    package enum Verdict: Sendable, Hashable {
        /// The key has signed the file and the trusted comment.
        case good
        /// It says that it is made with a key of another id.
        case otherKey
        /// The key has not signed this content.
        case otherContent
        /// The key has signed the content, not the trusted comment.
        case otherComment
    }

    /// Bytes of the largest file that is verified by a signature of the old kind, for which it must be in memory.
    package static let pureByteLimit = Limits.pureBytes

    /// Checks the signature of a file, and of the trusted comment.
    ///
    /// - Parameter progress: called with the number of bytes of each piece.
    /// - Throws: what reading throws; `unsupported` for a file of more than `pureByteLimit` bytes with a signature that
    ///   is not prehashed.
    package func verdict(
        on file: InputFile, by key: VerifyingKey, progress: (Int) -> Void = { _ in }
    ) throws(FileError) -> Verdict {
        guard keyID == key.id else { return .otherKey }
        let message = try message(of: file, progress: progress)
        guard try Ed25519.isValid(signature, of: message, by: key.bytes) else { return .otherContent }
        let signed = signature + commentBytes
        return try Ed25519.isValid(globalSignature, of: signed, by: key.bytes) ? .good : .otherComment
    }

    private func message(of file: InputFile, progress: (Int) -> Void) throws(FileError) -> [UInt8] {
        switch algorithm {
        case .prehashed: return try file.blake2b512(progress: progress)
        case .pure:
            guard file.byteCount <= Self.pureByteLimit else {
                throw FileError(
                    .unsupported, path: file.path, found: "it has \(file.byteCount) bytes",
                    allowed: "at most \(Self.pureByteLimit) for a signature that is not prehashed")
            }
            return try file.bytes(file.byteCount, at: 0)
        }
    }
}

extension InputFile {
    /// BLAKE2b-512 of all its bytes.
    func blake2b512(progress: (Int) -> Void = { _ in }) throws(FileError) -> [UInt8] {
        var hash = try BLAKE2b512()
        var buffer: [UInt8] = []
        var position = 0
        while position < byteCount {
            let count = min(1 << 20, byteCount - position)
            try read(count, at: position, into: &buffer)
            hash.update(buffer.span.extracting(first: count))
            position += count
            progress(count)
        }
        return hash.finish()
    }
}

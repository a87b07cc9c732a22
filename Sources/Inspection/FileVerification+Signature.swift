package import ByteIO
import Checkpoints
package import Signatures

// Whether somebody whom the user trusts has signed the file.
extension FileVerification {
    /// What a file's detached signature is verified with.
    package struct SignatureOptions: Sendable {
        /// The key that is trusted.
        package var key: VerifyingKey
        /// The signature; nil for the file's own path with `.minisig` behind it.
        package var path: FilePath?

        /// A key, and a signature beside the file.
        package init(key: VerifyingKey, path: FilePath? = nil) {
            (self.key, self.path) = (key, path)
        }
    }

    /// Verifies the bytes that are looked at, through the same open file.
    ///
    /// - Throws: what opening the signature throws, but for `malformed` and `unsupported`, which are a verdict.
    mutating func examineSignature(
        of checkpoint: Checkpoint, _ options: SignatureOptions, progress: (Int) -> Void
    ) throws(FileError) {
        do throws(FileError) {
            guard checkpoint.files.count == 1, let file = checkpoint.files.first else {
                throw FileError(
                    .unsupported, found: "the model is \(checkpoint.files.count) files",
                    allowed: "a signature of one file")
            }
            let signature = try DetachedSignature(
                path: options.path ?? DetachedSignature.path(for: checkpoint.path))
            let verdict = try signature.verdict(on: file, by: options.key, progress: progress)
            note(verdict, signature, options.key)
        } catch {
            guard error.code == .malformed || error.code == .unsupported else { throw error }
            fail(.corrupt, "signature", error)
        }
    }

    private mutating func note(
        _ verdict: DetachedSignature.Verdict, _ signature: DetachedSignature, _ key: VerifyingKey
    ) {
        let found: String
        switch verdict {
        case .good:
            (signedBy, trustedComment) = (key.id, signature.trustedComment)
            if origin != .proven { origin = .signed }
            pass("signature", "key \(key.id) has signed it; the signer says: \(signature.trustedComment)")
            return
        case .otherKey: found = "it is signed by key \(signature.keyID), not by \(key.id)"
        case .otherContent: found = "key \(key.id) has not signed these bytes"
        case .otherComment: found = "key \(key.id) has signed these bytes, not the trusted comment"
        }
        fail(.mismatch, "signature", FileError(.mismatch, found: found))
    }
}

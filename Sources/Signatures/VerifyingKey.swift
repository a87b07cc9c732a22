package import ByteIO

/// A public key of minisign's, of somebody whose signatures are trusted.
package struct VerifyingKey: Sendable, Hashable {
    /// Tells the key's signatures from those of others; no proof.
    package let id: KeyID
    let bytes: [UInt8]

    private static let algorithm = Array("Ed".utf8)
    private static let byteCount = algorithm.count + KeyID.byteCount + Ed25519.publicKeyByteCount

    /// A key from a file of two lines, as `minisign -G` writes it.
    ///
    /// - Throws: what opening the file throws; `malformed` for anything else, `unsupported` for another algorithm.
    package init(path: FilePath) throws(FileError) {
        let lines = try SignatureLines(path: path, count: 2)
        let bytes = try lines.bytes(1, count: Self.byteCount)
        guard let key = Self(bytes) else {
            throw FileError(
                .unsupported, path: path, at: "line 2", found: "its algorithm is not Ed",
                allowed: "a public key of minisign's")
        }
        self = key
    }

    /// A key from its line of Base64, such as `RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3`; nil for any
    /// other text.
    package init?(base64 text: String) {
        guard let bytes = Base64.bytes(Array(text.utf8)), let key = Self(bytes) else { return nil }
        self = key
    }

    private init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.algorithm) else { return nil }
        id = KeyID(bytes[2..<10])
        self.bytes = Array(bytes[10...])
    }
}

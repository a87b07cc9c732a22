package import ByteIO

/// A secret key of minisign's.
package struct SigningKey: Sendable {
    /// What its signatures say they are made with.
    package let id: KeyID
    let seed: [UInt8]

    /// Bytes that scrypt may take for a password: those of minisign's own limits, and what OpenSSL needs beside them.
    static let scryptMemory = Limits.scryptBytes + 1 << 24

    /// Its place in the decoded line: algorithms of the signature, of the password, of the checksum; then what the
    /// password is made a key with; then, encrypted, id, seed, public key and checksum.
    private enum Part {
        static let algorithms = 0..<6
        static let salt = 6..<38
        static let operations = 38..<46
        static let memory = 46..<54
        static let secret = 54..<158
    }

    /// A key from a file, as `minisign -G` writes it, with a password or without.
    ///
    /// The checksum in it, a BLAKE2b-256, is not compared: that the public key beside the seed is the seed's own tells
    /// a wrong password as surely.
    ///
    /// - Parameter password: asked for where the key is encrypted.
    /// - Throws: what opening the file throws; `malformed` where it is no key, `unsupported` for other algorithms and for
    ///   passwords that cost more than a gibibyte, `mismatch` for a wrong password; what `password` throws.
    package init(path: FilePath, password: () throws(FileError) -> [UInt8]) throws(FileError) {
        let lines = try SignatureLines(path: path, count: 2)
        let bytes = try lines.bytes(1, count: Part.secret.upperBound)
        let algorithms = String(decoding: bytes[Part.algorithms], as: UTF8.self)
        guard algorithms == "EdScB2" || algorithms == "Ed\0\0B2" else {
            throw FileError(
                .unsupported, path: path, at: "line 2", found: "its algorithms are not Ed, Sc or none, B2",
                allowed: "a secret key of minisign's")
        }
        let isEncrypted = algorithms == "EdScB2"
        var secret = Array(bytes[Part.secret])
        if isEncrypted {
            let derivation = KeyDerivation(
                operations: bytes[Part.operations].littleEndian, memory: bytes[Part.memory].littleEndian)
            guard let derivation else {
                throw lines.malformed(
                    1, "its password costs more than minisign's largest",
                    allowed: "2^25 operations, 2^30 bytes")
            }
            let pad = try Scrypt.bytes(
                secret.count, password: try password(), salt: Array(bytes[Part.salt]), n: derivation.n,
                r: derivation.r, p: derivation.p)
            for index in secret.indices { secret[index] ^= pad[index] }
        }
        id = KeyID(secret[..<8])
        seed = Array(secret[8..<40])
        guard try Ed25519.publicKey(ofSeed: seed) == Array(secret[40..<72]) else {
            throw isEncrypted
                ? FileError(
                    .mismatch, path: path, found: "it is another password", allowed: "that of the key")
                : lines.malformed(1, "the public key in it is not that of its seed")
        }
    }
}

extension Collection<UInt8> {
    /// Up to 8 bytes, the first of them the lowest.
    fileprivate var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}

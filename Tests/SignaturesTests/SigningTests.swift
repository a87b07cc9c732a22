import ByteIO
import Signatures
import TestSupport
import Testing

/// What is signed with minisign's keys, minisign verifies; its own signatures come out the same.
@Suite struct SigningTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A password that must not be asked for.
    private static func unwanted() throws(FileError) -> [UInt8] {
        throw FileError(.missing, found: "a password was asked for")
    }

    private func lines(_ text: [UInt8]) -> [String] {
        SignatureVectors.lines(of: text).map { String(decoding: text[$0], as: UTF8.self) }
    }

    /// Ed25519 is deterministic: all but the comment that nobody signs is minisign's own signature, byte for byte.
    @Test(arguments: [
        ("plain.key", "good.clipw.minisig", "made with minisign 0.11"),
        ("locked.key", "good-locked.minisig", "by the locked key"),
    ])
    func signatureIsThatOfMinisign(_ key: String, _ vector: String, _ comment: String) throws {
        let isLocked = key == "locked.key"
        let key = try SigningKey(path: SignatureVectors.path(key)) { () throws(FileError) in
            isLocked ? Array("pass word".utf8) : try Self.unwanted()
        }
        let text = try key.signatureText(of: SignatureVectors.signed, trustedComment: comment)
        #expect(lines(text).dropFirst() == lines(try SignatureVectors.bytes(vector)).dropFirst())
    }

    @Test(arguments: ["", "pass wore", "pass word "]) func anotherPasswordIsRefused(_ password: String) throws
    {
        let error = #expect(throws: FileError.self) {
            try SigningKey(path: SignatureVectors.path("locked.key")) { () throws(FileError) in
                Array(password.utf8)
            }
        }
        #expect(error?.code == .mismatch && error?.found == "it is another password")
    }

    /// Of the algorithms, the seed and the public key.
    ///
    /// The id is in no signature but its own, which no other key has.
    @Test func everyChangedByteOfAKeyIsRefused() throws {
        let good = try SignatureVectors.bytes("plain.key")
        let line = SignatureVectors.lines(of: good)[1]
        // 3 bytes are 4 digits: the last digits before the seed are shared with the id.
        let checked = Array(line.prefix(8)) + Array(line.dropFirst(84).prefix(84))
        for index in checked {
            var changed = good
            changed[index] = changed[index] == 0x41 ? 0x42 : 0x41
            try directory.write(changed, to: "key")
            #expect(throws: FileError.self, "byte \(index)") {
                try SigningKey(path: directory.path("key"), password: Self.unwanted)
            }
        }
        for length in 0..<good.count - 1 {
            try directory.write(Array(good.prefix(length)), to: "key")
            #expect(throws: FileError.self) {
                try SigningKey(path: directory.path("key"), password: Self.unwanted)
            }
        }
    }

    /// Limits that ask for more memory than minisign ever does are refused before the password is asked for.
    @Test func passwordThatCostsTooMuchIsRefused() throws {
        let good = try SignatureVectors.bytes("locked.key")
        let line = SignatureVectors.lines(of: good)[1]
        // Bytes 38 to 54 are the limits: digits 52 to 72, all of them set.
        var changed = good
        for index in line.dropFirst(52).prefix(16) { changed[index] = UInt8(ascii: "/") }
        try directory.write(changed, to: "key")
        let error = #expect(throws: FileError.self) {
            try SigningKey(path: directory.path("key"), password: Self.unwanted)
        }
        #expect(error?.code == .malformed)
    }

    @Test func commentHasNoLines() throws {
        let key = try SigningKey(path: SignatureVectors.path("plain.key"), password: Self.unwanted)
        let text = try key.signatureText(of: SignatureVectors.signed, trustedComment: "a\nb\u{0}")
        #expect(lines(text)[2] == "trusted comment: a b ")
        try directory.write(text, to: "signature")
        let verdict = try DetachedSignature(path: directory.path("signature"))
            .verdict(on: SignatureVectors.signed, by: VerifyingKey(path: SignatureVectors.path("plain.pub")))
        #expect(verdict == .good)
    }
}

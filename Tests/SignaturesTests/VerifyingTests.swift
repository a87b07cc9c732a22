import ByteIO
import Signatures
import TestSupport
import Testing

/// Signatures of minisign's are verified as minisign verifies them.
@Suite struct VerifyingTests {
    private let directory: TemporaryDirectory
    private let key: VerifyingKey

    init() throws {
        directory = try TemporaryDirectory()
        key = try VerifyingKey(path: SignatureVectors.path("plain.pub"))
    }

    private func verdict(_ bytes: [UInt8], _ key: VerifyingKey) throws -> DetachedSignature.Verdict {
        try directory.write(bytes, to: "signature")
        return try DetachedSignature(path: directory.path("signature"))
            .verdict(on: SignatureVectors.signed, by: key)
    }

    @Test(arguments: [
        ("good.clipw.minisig", "plain.pub", DetachedSignature.Verdict.good),
        ("good-legacy.minisig", "plain.pub", .good), ("good-locked.minisig", "locked.pub", .good),
        ("bad-other-key.minisig", "other.pub", .good), ("bad-other-key.minisig", "plain.pub", .otherKey),
        ("bad-other-file.minisig", "plain.pub", .otherContent),
        ("bad-comment.minisig", "plain.pub", .otherComment),
    ])
    func vectorHasItsVerdict(_ name: String, _ key: String, _ expected: DetachedSignature.Verdict) throws {
        let key = try VerifyingKey(path: SignatureVectors.path(key))
        #expect(try verdict(SignatureVectors.bytes(name), key) == expected)
    }

    /// Of the signatures, the trusted comment and its beginning; the first line is nobody's.
    @Test(arguments: ["good.clipw.minisig", "good-legacy.minisig"])
    func everyChangedByteIsRefused(_ name: String) throws {
        let good = try SignatureVectors.bytes(name)
        for line in SignatureVectors.lines(of: good).dropFirst() {
            for index in line {
                for mask: UInt8 in [0x01, 0x02, 0x08, 0x20, 0xFF] {
                    var changed = good
                    changed[index] ^= mask
                    let found = try? verdict(changed, key)
                    #expect(found != .good, "byte \(index) ^ \(mask)")
                }
            }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let good = try SignatureVectors.bytes("good.clipw.minisig")
        // Without the last line feed it is whole.
        for length in 0..<good.count - 1 {
            #expect(throws: FileError.self, "\(length)") { try verdict(Array(good.prefix(length)), key) }
        }
        #expect(try verdict(good.dropLast(), key) == .good)
    }

    @Test func everyChangedByteOfAKeyIsRefused() throws {
        let good = try SignatureVectors.bytes("plain.pub")
        let signature = try SignatureVectors.bytes("good.clipw.minisig")
        for index in SignatureVectors.lines(of: good)[1] {
            for mask: UInt8 in [0x01, 0x02, 0x08, 0x20, 0xFF] {
                var changed = good
                changed[index] ^= mask
                try directory.write(changed, to: "key")
                let key = try? VerifyingKey(path: directory.path("key"))
                let found = try key.map { key in try verdict(signature, key) }
                #expect(found != .good, "byte \(index) ^ \(mask)")
            }
        }
    }

    @Test func linesOfWindowsAreRead() throws {
        for name in ["good.clipw.minisig", "good-legacy.minisig"] {
            let bytes = try SignatureVectors.bytes(name).flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
            #expect(try verdict(bytes, key) == .good)
        }
        let text = try SignatureVectors.bytes("plain.pub").flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        try directory.write(text, to: "key")
        #expect(try VerifyingKey(path: directory.path("key")) == key)
    }

    @Test func aKeyIsALineOrAFile() throws {
        let bytes = try SignatureVectors.bytes("plain.pub")
        let line = String(decoding: bytes[SignatureVectors.lines(of: bytes)[1]], as: UTF8.self)
        #expect(VerifyingKey(base64: line) == key)
        for text in [
            "", "A", line + "=", String(line.dropLast(4)), line.lowercased(), "RW=" + line.dropFirst(3),
        ] {
            #expect(VerifyingKey(base64: text) == nil, "\(text)")
        }
        #expect(key.id.description.count == 16)
    }

    @Test func whatIsNoSignatureIsMalformed() throws {
        let good = try SignatureVectors.bytes("good.clipw.minisig")
        let lines = SignatureVectors.lines(of: good).map { Array(good[$0]) + [0x0A] }
        let long = [UInt8](repeating: 0x41, count: 1 << 15)
        let cases: [[UInt8]] = [
            [], [0x0A], Array(lines.joined()) + [0x0A, 0x0A], Array(lines.reversed().joined()),
            Array(lines.joined()) + lines[3], long, lines[0] + long + lines[2] + lines[3],
            lines[0] + lines[1] + Array("trusted comment: ".utf8) + long + [0x0A] + lines[3],
            lines[1] + lines[1] + lines[2] + lines[3], [UInt8](repeating: 0, count: 300),
        ]
        for bytes in cases {
            let error = #expect(throws: FileError.self) { try verdict(bytes, key) }
            #expect(
                error?.code == .malformed && error?.path == FilePath(directory.path("signature") as String))
        }
    }
}

import ByteIO
import Testing

/// Published check values.
@Suite struct DigestTests {
    /// FIPS 180-4's examples, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]) func sha256IsThatOfTheStandard(_ message: String, _ digest: String) throws {
        let bytes = Array(message.utf8)
        #expect(try SHA256.digest(of: bytes.span).description == digest)
        var pieces = try SHA256()
        for byte in bytes { pieces.update([byte].span) }
        #expect(pieces.finish().description == digest)
        #expect(Digest(hexadecimal: digest.uppercased())?.description == digest)
    }

    @Test(arguments: [
        "", "12", String(repeating: "g", count: 64), String(repeating: "1", count: 63),
        String(repeating: "é", count: 32),
    ])
    func textThatIsNoDigestIsNone(_ text: String) {
        #expect(Digest(hexadecimal: text) == nil)
    }

    /// The check value of CRC-32/ISO-HDLC.
    @Test func crc32IsThatOfZip() {
        var crc = CRC32()
        crc.update(Array("1234".utf8).span)
        crc.update(Array("56789".utf8).span)
        #expect(crc.value == 0xCBF4_3926)
    }

    @Test func controlAndDirectionCharactersAreEscaped() {
        #expect(
            escapingControlCharacters("a\u{1B}[31m\n\u{202E}\u{200B}é")
                == "a\\u{1b}[31m\\u{a}\\u{202e}\\u{200b}é")
    }

    @Test func errorIsOneSentence() {
        let error = FileError(.malformed, at: "offset 7", found: "a\nb", allowed: "c").within("entry 'x'")
            .inFile("p").inFile("q")
        #expect(error.description == "p: entry 'x', offset 7: a\\u{a}b (c)")
    }
}

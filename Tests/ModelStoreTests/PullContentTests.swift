import ByteIO
import Foundation
import ModelStore
import TestSupport
import Testing

/// Downloads whose content or length is not what it should be.
@Suite struct PullContentTests {
    /// Whatever comes instead: what was expected and found is said, and what was there before is there after.
    private func expectMismatch(
        _ fixture: StoreFixture, _ answer: @escaping @Sendable ([UInt8]) -> [ScriptedServer.Step],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in answer(bytes) }
        let digest = try SHA256.digest(of: bytes.span).description
        for isThere in [false, true] {
            let bad = Array(bytes.dropLast())
            if isThere { try fixture.place(bad) }
            let error = try #require(throws: FileError.self, sourceLocation: sourceLocation) {
                try fixture.pull(from: server.address)
            }
            #expect(error.code == .mismatch, "\(error)", sourceLocation: sourceLocation)
            #expect(error.description.contains(digest), "\(error)", sourceLocation: sourceLocation)
            if isThere {
                #expect(
                    try TemporaryDirectory.contents(of: fixture.file) == bad, sourceLocation: sourceLocation)
            } else {
                fixture.expectNothing(sourceLocation: sourceLocation)
            }
        }
    }

    @Test func wrongBytesOfTheRightSizeAreRefused() throws {
        let fixture = try StoreFixture()
        try expectMismatch(fixture) { bytes in
            var wrong = bytes
            wrong[wrong.count / 2] ^= 0x10
            return [.text(Answers.head("200 OK", bytes.count)), .bytes(wrong)]
        }
        #expect(fixture.partialByteCount == nil, "nothing of it is kept")
    }

    @Test(arguments: [true, false]) func aPageInsteadOfTheFileIsRefused(_ hasRightSize: Bool) throws {
        try expectMismatch(StoreFixture()) { bytes in
            let page = Array("<html>Log in first</html>".utf8)
            let body = hasRightSize ? page + [UInt8](repeating: 32, count: bytes.count - page.count) : page
            return [
                .text(Answers.head("200 OK", body.count, nil, ["Content-Type: text/html"])), .bytes(body),
            ]
        }
    }

    @Test func aPointerOfGitLFSIsRefused() throws {
        try expectMismatch(StoreFixture()) { bytes in
            let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize \(bytes.count)\n"
            return [.text(Answers.head("200 OK", pointer.utf8.count)), .text(pointer)]
        }
    }

    @Test func anEncodedFileIsRefused() throws {
        try expectMismatch(StoreFixture()) { bytes in
            let packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            return [
                .text(Answers.head("200 OK", packed.count, nil, ["Content-Encoding: gzip"])), .bytes(packed),
            ]
        }
    }

    @Test func aSmallerFileIsRefused() throws {
        try expectMismatch(StoreFixture()) { bytes in
            [.text(Answers.head("200 OK", 100)), .bytes(Array(bytes.prefix(100)))]
        }
    }

    @Test func aLargerFileIsRefusedBeforeItComes() throws {
        try expectMismatch(StoreFixture()) { bytes in
            [.text(Answers.head("200 OK", bytes.count + 1)), .wait(50)]
        }
    }

    @Test func aStreamWithoutEndIsStopped() throws {
        let fixture = try StoreFixture()
        try expectMismatch(fixture) { bytes in
            [.text(Answers.head("200 OK", nil))] + [ScriptedServer.Step](repeating: .bytes(bytes), count: 50)
        }
        #expect(fixture.partialByteCount ?? 0 <= fixture.bytes.count)
    }

    @Test(arguments: ["1000", "9223372036854775807", "99999999999999999999999", "-1", "abc", ""])
    func aWrongLengthNeverGivesAWrongFile(_ length: String) throws {
        var fixture = try StoreFixture()
        fixture.options.retries = 1
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in
            [
                .text("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\nConnection: close\r\n\r\n"),
                .bytes(bytes),
            ]
        }
        do {
            _ = try fixture.pull(from: server.address)
            try fixture.expectGood("libcurl passes over what is no number")
        } catch let error as FileError {
            #expect([.mismatch, .unavailable].contains(error.code), "\(error)")
            fixture.expectNothing()
        }
    }

    @Test func twoLengthsNeverGiveAWrongFile() throws {
        var fixture = try StoreFixture()
        fixture.options.retries = 1
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in
            [.text(Answers.head("200 OK", bytes.count, nil, ["Content-Length: 1000"])), .bytes(bytes)]
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect([.mismatch, .unavailable].contains(error.code), "\(error)")
        fixture.expectNothing()
    }

    @Test func anAnswerInChunksIsTaken() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in
            let half = bytes.count / 2
            let rest = bytes.count - half
            return [
                .text(Answers.head("200 OK", nil, nil, ["Transfer-Encoding: chunked"])),
                .text(String(half, radix: 16) + "\r\n"), .bytes(Array(bytes.prefix(half))), .text("\r\n"),
                .text(String(rest, radix: 16) + "\r\n"), .bytes(Array(bytes.suffix(rest))),
                .text("\r\n0\r\n\r\n"),
            ]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
    }

    @Test func whatIsThereAndSoundIsNotAskedFor() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        let server = try ScriptedServer { _, _ in [] }
        #expect(try fixture.pull(from: server.address).isNew == false)
        #expect(server.requests.isEmpty)
    }

    @Test func whatIsThereAndBadIsReplaced() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        var wrong = bytes
        wrong[bytes.count - 5000] ^= 1
        for bad in [[], Array(bytes.prefix(1000)), wrong, bytes + [0]] {
            try fixture.place(bad)
            #expect(try fixture.pull(from: server.address).isNew)
            try fixture.expectGood()
        }
    }

    @Test func withoutConnectionNothingIsAskedFor() throws {
        var fixture = try StoreFixture()
        fixture.options.isOffline = true
        let server = try ScriptedServer { _, _ in [] }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(server.requests.isEmpty)
        try fixture.place(fixture.bytes)
        #expect(try fixture.pull(from: server.address).isNew == false)
    }

    @Test(arguments: ["file:///srv", "ftp://host/x", "/srv/models", "", "https:/one", "javascript:1"])
    func aMirrorThatIsNoneIsRefused(_ mirror: String) throws {
        let fixture = try StoreFixture()
        let error = try #require(throws: FileError.self) { try fixture.pull(from: mirror) }
        #expect(error.code == .unsupported)
    }

    @Test func aPasswordOfTheMirrorIsNeverShown() throws {
        var fixture = try StoreFixture()
        fixture.options.retries = 0
        for status in ["404 No", "200 OK", "302 Found"] {
            let server = try ScriptedServer { _, _ in
                [.text(Answers.head(status, 1, nil, ["Location: ftp://me:secret@other/"])), .text("x")]
            }
            let address = "http://me:secret@127.0.0.1:\(server.port)"
            let error = try #require(throws: FileError.self) { try fixture.pull(from: address) }
            #expect(!error.description.contains("secret"), "\(error)")
            #expect(server.requests[0]["authorization"] != nil, "but used")
        }
    }

    @Test(arguments: [
        ("http://u:p@host/x", "http://host/x"), ("http://u:p@ss@host/x", "http://host/x"),
        ("https://u@host", "https://host"), ("http://host/a@b", "http://host/a@b"),
        ("http://u:p@host/a@b", "http://host/a@b"), ("HTTP://@host", "HTTP://host"), ("u:p@host", "u:p@host"),
        ("", ""),
    ]) func nothingOfAPasswordIsLeft(_ address: String, _ shown: String) {
        #expect(PullOptions.withoutCredentials(address) == shown)
    }

    /// Without a length the last byte that the model has is the last that is taken.
    @Test(arguments: [1, 2]) func aByteTooManyIsRefused(_ surplus: Int) throws {
        let fixture = try StoreFixture()
        try expectMismatch(fixture) { bytes in
            [
                .text(Answers.head("200 OK", nil)), .bytes(bytes),
                .bytes([UInt8](repeating: 0, count: surplus)),
            ]
        }
        let server = try ScriptedServer { [bytes = fixture.bytes] _, _ in
            [.text(Answers.head("200 OK", nil)), .bytes(bytes + [UInt8](repeating: 0, count: surplus))]
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.found == "more than \(fixture.bytes.count) bytes come")
    }
}

import ByteIO
import ModelStore
import TestSupport
import Testing

/// Servers that never end: each is left after a bounded number of bytes, however fast they come.
@Suite struct EndlessAnswerTests {
    /// What the system may keep of a connection on both sides, and what is read before anything is decided.
    private static let bound = 48 << 20

    enum Endless: String, CaseIterable {
        case headerLines, headerLine, interimAnswers, trailers, chunkExtension, chunkExtensions,
            zerosOfChunkSize
        case page404, page500, page416, page302, page302InChunks

        func steps(_ bytes: [UInt8]) -> [ScriptedServer.Step] {
            let line = Array("X-Line: \(String(repeating: "a", count: 100))\r\n".utf8)
            let chunked = ["Transfer-Encoding: chunked"]
            let page = ScriptedServer.Step.forever(Array("<p>Sorry.</p>\n".utf8))
            return switch self {
            case .headerLines: [.text("HTTP/1.1 200 OK\r\n"), .forever(line)]
            case .headerLine: [.text("HTTP/1.1 200 OK\r\nX-Line: "), .forever(Array("a".utf8))]
            case .interimAnswers: [.forever(Array("HTTP/1.1 103 Early Hints\r\n\r\n".utf8))]
            case .trailers:
                [
                    .text(Answers.head("200 OK", nil, nil, chunked)),
                    .text(String(bytes.count, radix: 16) + "\r\n"), .bytes(bytes), .text("\r\n0\r\n"),
                    .forever(line),
                ]
            case .chunkExtension:
                [.text(Answers.head("200 OK", nil, nil, chunked)), .text("5;x="), .forever(Array("a".utf8))]
            case .chunkExtensions:
                [
                    .text(Answers.head("200 OK", nil, nil, chunked)),
                    .forever(Array("1;x=\(String(repeating: "a", count: 4000))\r\n.\r\n".utf8)),
                ]
            case .zerosOfChunkSize:
                [.text(Answers.head("200 OK", nil, nil, chunked)), .forever(Array("0".utf8))]
            case .page404: [.text(Answers.head("404 Not Found", nil)), page]
            case .page500: [.text(Answers.head("500 Broken", 1 << 40)), page]
            case .page416: [.text(Answers.head("416 Range Not Satisfiable", nil)), page]
            case .page302: [.text(Answers.head("302 Found", nil, nil, ["Location: /a"])), page]
            case .page302InChunks:
                [
                    .text(Answers.head("302 Found", nil, nil, ["Location: /a"] + chunked)),
                    .forever(Array("4\r\npage\r\n".utf8)),
                ]
            }
        }
    }

    @Test(arguments: Endless.allCases) func anAnswerWithoutEndIsLeft(_ kind: Endless) throws {
        var fixture = try StoreFixture()
        fixture.options.retries = 0
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in kind.steps(bytes) }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable, "\(error)")
        #expect(server.sentByteCount < Self.bound, "\(error)")
        #expect(server.requests.count <= 3, "a 416 is asked once more from the first byte")
        fixture.expectNothing()
    }

    /// All bytes are there by then.
    @Test func whatCameBeforeEndlessTrailersIsNotFetchedAgain() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in Endless.trailers.steps(bytes) }
        #expect(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(try fixture.pull(from: "http://127.0.0.1:1").isNew)
        try fixture.expectGood()
    }

    /// Trailers come after the answer, and say nothing of it.
    @Test func trailersAreNoHeaderLines() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, _ in
            [
                .text(Answers.head("200 OK", nil, "\"one\"", ["Transfer-Encoding: chunked"])),
                .text(String(bytes.count, radix: 16) + "\r\n"), .bytes(bytes),
                .text("\r\n0\r\nETag: \"two\"\r\nContent-Length: 1\r\nLocation: /elsewhere\r\n\r\n"),
            ]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        #expect(server.requests.count == 1)
        try fixture.expectGood()
    }

    /// Small chunks are framing too, but honest ones are taken.
    @Test(arguments: [512, 8192]) func anAnswerInSmallChunksIsTaken(_ size: Int) throws {
        let fixture = try StoreFixture(bytes: StoreFixture.randomBytes(6 << 20))
        var chunks: [UInt8] = []
        for start in stride(from: 0, to: fixture.bytes.count, by: size) {
            chunks += Array("\(String(size, radix: 16))\r\n".utf8)
            chunks += fixture.bytes[start..<start + size] + Array("\r\n".utf8)
        }
        let body = chunks
        let server = try ScriptedServer { _, _ in
            [
                .text(Answers.head("200 OK", nil, nil, ["Transfer-Encoding: chunked"])), .bytes(body),
                .text("0\r\n\r\n"),
            ]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
    }

    /// Each time it sends more before it cuts, so each time something new came.
    @Test func aServerWithoutRangesThatAlwaysCutsIsGivenUp() throws {
        let fixture = try StoreFixture(bytes: StoreFixture.randomBytes(24 << 20))
        let bytes = fixture.bytes
        let server = try ScriptedServer { number, _ in
            [.text(Answers.head("200 OK", bytes.count)), .bytes(Array(bytes.prefix((2 * number + 2) << 20)))]
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(server.requests.count == 1 + fixture.options.retries)
    }
}

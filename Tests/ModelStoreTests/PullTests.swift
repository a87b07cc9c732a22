import ByteIO
import ModelStore
import TestSupport
import Testing

/// Downloads that are cut, slow, answered wrongly or by the wrong file, against a server that does as it is told.
@Suite struct PullTests {
    typealias Step = ScriptedServer.Step

    // MARK: Cut connections

    @Test(arguments: [0, 1, -2, -1], [false, true])
    func aCutConnectionIsGoneOnWith(_ place: Int, _ isReset: Bool) throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let cut = place == -2 ? bytes.count / 2 : place == -1 ? bytes.count - 1 : place
        let server = try ScriptedServer { number, request in
            guard number == 0 else { return Answers.file(bytes, for: request) }
            return [.text(Answers.head("200 OK", bytes.count, "\"one\"")), .bytes(Array(bytes.prefix(cut)))]
                + (isReset ? [.reset] : [])
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [0, cut])
        #expect(server.requests[1]["if-range"] == (cut > 0 ? "\"one\"" : nil))
    }

    @Test func aServerThatAlwaysCutsIsGivenUpAndTheNextPullGoesOn() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { number, request in
            var steps = Answers.file(bytes, for: request)
            if number < 4, case .bytes(let rest) = steps[1] { steps[1] = .bytes(Array(rest.prefix(1000))) }
            return steps
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(error.description.contains("goes on from there"))
        fixture.expectNothing()
        #expect(fixture.partialByteCount == 4000)
        #expect(try fixture.store().files().map(\.state) == [.partial])
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [0, 1000, 2000, 3000, 4000])
    }

    @Test func aConnectionThatEndsWithoutLengthIsNotTakenForTheEnd() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { number, request in
            var steps = Answers.file(bytes, for: request, lengthIsTold: false)
            if number == 0 { steps[1] = .bytes(Array(bytes.prefix(5000))) }
            return steps
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [0, 5000])
    }

    @Test(arguments: [true, false]) func aSlowServerIsGivenUp(_ headIsSlow: Bool) throws {
        var fixture = try StoreFixture()
        fixture.options.retries = 0
        fixture.options.patience = .seconds(1)
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in
            let head = Answers.head("200 OK", bytes.count)
            return headIsSlow
                ? [.drip(Array(head.utf8), 300)] : [.text(head), .drip(Array(bytes.prefix(100)), 100)]
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .timedOut)
        fixture.expectNothing()
    }

    // MARK: Answers that are refusals

    @Test(arguments: [400, 401, 403, 404, 410]) func aRefusalIsNotAskedForAgain(_ status: Int) throws {
        let fixture = try StoreFixture()
        let server = try ScriptedServer { _, _ in [.text(Answers.head("\(status) No", 5)), .text("sorry")] }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(error.description.contains("\(status)"))
        #expect(server.requests.count == 1)
        fixture.expectNothing()
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504]) func aFailureIsTriedAgain(_ status: Int) throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { number, request in
            number < 3
                ? [.text(Answers.head("\(status) Later", 0, nil, ["Retry-After: 0"]))]
                : Answers.file(bytes, for: request)
        }
        #expect(try fixture.pull(from: server.address).isNew)
        #expect(server.requests.count == 4)
        try fixture.expectGood()
    }

    @Test func aFailureThatLastsIsSaid() throws {
        let fixture = try StoreFixture()
        let server = try ScriptedServer { _, _ in [.text(Answers.head("500 Broken", 0))] }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(server.requests.count == 4, "the first and three more")
    }

    @Test func nobodyListeningIsSaid() throws {
        let fixture = try StoreFixture()
        let port = try ScriptedServer { _, _ in [] }.port
        let error = try #require(throws: FileError.self) {
            try fixture.pull(from: "http://127.0.0.1:\(port)")
        }
        #expect(error.code == .unavailable)
        #expect(fixture.partialByteCount == nil, "nothing came, so nothing is left")
    }

    // MARK: Redirects

    @Test func redirectsAreFollowed() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { number, request in
            switch number {
            case 0: [.text(Answers.head("302 Found", 0, nil, ["Location: /other/place?x=1"]))]
            case 1: [.text(Answers.head("307 Elsewhere", 0, nil, ["Location: deeper"]))]
            default: Answers.file(bytes, for: request)
            }
        }
        #expect(try fixture.pull(from: server.address).isNew)
        #expect(server.requests.map(\.path) == ["/model.pt", "/other/place?x=1", "/other/deeper"])
        try fixture.expectGood()
    }

    @Test func aRedirectLoopEnds() throws {
        let fixture = try StoreFixture()
        let server = try ScriptedServer { number, _ in
            [.text(Answers.head("301 Round", 0, nil, ["Location: /\(number % 2)"]))]
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(error.description.contains("redirects"))
        #expect(server.requests.count == 9)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "javascript:1"])
    func aRedirectToAnotherSchemeIsRefused(_ target: String) throws {
        let fixture = try StoreFixture()
        let server = try ScriptedServer { _, _ in
            [.text(Answers.head("302 Found", 0, nil, ["Location: \(target)"]))]
        }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .unavailable)
        #expect(server.requests.count == 1)
        fixture.expectNothing()
    }

    @Test func anAnswerOfRedirectionWithoutTargetIsRefused() throws {
        let fixture = try StoreFixture()
        let server = try ScriptedServer { _, _ in [.text(Answers.head("302 Found", 0))] }
        #expect(
            try #require(throws: FileError.self) { try fixture.pull(from: server.address) }.code
                == .unavailable)
    }
}

import ByteIO
import ModelStore
import TestSupport
import Testing

/// Downloads that go on where an earlier one ended, with servers that are right, ignorant or wrong about it.
@Suite struct PullRangeTests {
    @Test func aServerWithoutRangesSendsAllAgain() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        try fixture.leavePartial(Array(bytes.prefix(7000)))
        let server = try ScriptedServer { _, _ in
            [.text(Answers.head("200 OK", bytes.count)), .bytes(bytes)]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [7000])
    }

    @Test(arguments: [
        "bytes 6999-99/100", "bytes 7001-99/100", "bytes 0-99/100", "bytes */100", "lines 7000-99/100", "",
        "bytes",
        "bytes 7000", "bytes -1-5/6", "bytes 99999999999999999999999-1/2",
    ]) func aWrongRangeIsNotUsed(_ range: String) throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        try fixture.leavePartial(Array(bytes.prefix(7000)))
        let server = try ScriptedServer { number, request in
            guard number == 0 else { return Answers.file(bytes, for: request) }
            let head = Answers.head(
                "206 Partial Content", bytes.count - 7000, "\"one\"", ["Content-Range: \(range)"])
            return [.text(head), .bytes(Array(bytes.suffix(bytes.count - 7000)))]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [7000, 0])
    }

    /// The table's digest would notice too, but only after the rest has come.
    @Test(arguments: [true, false]) func aFileThatChangedBetweenTwoPartsIsFetchedAnew(_ honorsIfRange: Bool)
        throws
    {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        try fixture.leavePartial([UInt8](repeating: 7, count: 7000), validator: "\"old\"")
        let server = try ScriptedServer { number, request in
            if honorsIfRange || number > 0 { return Answers.file(bytes, for: request) }
            let range = "Content-Range: bytes 7000-\(bytes.count - 1)/\(bytes.count)"
            return [
                .text(Answers.head("206 Partial Content", bytes.count - 7000, "\"one\"", [range])),
                .bytes(Array(bytes.suffix(bytes.count - 7000))),
            ]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests[0]["if-range"] == "\"old\"")
        #expect(server.requests.count == (honorsIfRange ? 1 : 2))
    }

    /// Nothing of the other file is taken: the head of the answer tells.
    @Test func aPartOfAnotherFileIsRefusedByItsHead() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        try fixture.leavePartial(Array(bytes.prefix(7000)), validator: "\"old\"")
        let server = try ScriptedServer { number, request in
            guard number == 0 else { return Answers.file(bytes, for: request) }
            let range = "Content-Range: bytes 7000-\(bytes.count - 1)/\(bytes.count)"
            return [.text(Answers.head("206 Partial Content", bytes.count - 7000, "\"one\"", [range]))]
        }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [7000, 0])
    }

    @Test(arguments: [0, 3500, 6999]) func aPartWithAWrongByteIsFetchedAnewOnce(_ place: Int) throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        var part = Array(bytes.prefix(7000))
        part[place] ^= 1
        try fixture.leavePartial(part)
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == [7000, 0])
    }

    @Test(arguments: [true, false]) func aPartOfAllBytesNeedsNoMore(_ isSizeKnown: Bool) throws {
        let fixture = try StoreFixture(isSizeKnown: isSizeKnown)
        let bytes = fixture.bytes
        try fixture.leavePartial(bytes)
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.map(\.start) == (isSizeKnown ? [] : [bytes.count]))
    }

    @Test(arguments: [true, false]) func aPartOfMoreThanAllBytesIsForgotten(_ isSizeKnown: Bool) throws {
        let fixture = try StoreFixture(isSizeKnown: isSizeKnown)
        let bytes = fixture.bytes
        try fixture.leavePartial(bytes + [1, 2, 3])
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
    }

    @Test(arguments: ["", "{", "[]", "{\"validator\": 5}", "{\"validator\": \"a\\r\\nX: y\"}"])
    func aNoteThatIsDamagedHarmsNothing(_ text: String) throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        try fixture.leavePartial(Array(bytes.prefix(7000)), validator: nil)
        try fixture.place(Array(text.utf8), ".clip-store/partial/\(StoreFixture.fileName).json")
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request, tag: nil) }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        #expect(server.requests.allSatisfy { $0["x"] == nil }, "no header of somebody else's making")
    }
}

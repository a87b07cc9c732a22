import ByteIO
import ModelStore
import TestSupport
import Testing

/// A disk that fails at one call, and one that keeps other bytes than it was given.
@Suite struct FailingDiskTests {
    private let fixture: StoreFixture
    private let server: ScriptedServer

    init() throws {
        fixture = try StoreFixture()
        let bytes = fixture.bytes
        server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
    }

    private var pull: [String] {
        ["pull", StoreFixture.name, "--mirror", server.address] + fixture.arguments
    }

    /// A bit is flipped on its way to the disk, and the bytes were hashed as they came; the first write is the note of
    /// their origin.
    @Test func whatTheDiskGivesBackIsHashedToo() throws {
        let (run, happened) = try FaultLibrary.run("clip-store", pull, fault: "pwrite:2:flip")
        #expect(happened)
        #expect(run.exitCode == 1, "\(run.errors)")
        #expect(run.errors.contains("what the disk gives back is not what came"), "\(run.errors)")
        fixture.expectNothing()
        #expect(fixture.partialByteCount == nil, "nothing of it is gone on with")
        #expect(try CommandRun("clip-store", pull).exitCode == 0)
        try fixture.expectGood()
    }

    @Test(arguments: [
        "pwrite ENOSPC", "pwrite short", "fsync EIO", "renameat EIO", "renameat ENOSPC", "fstat EIO",
    ]) func aFailureLeavesWhatCanBeGoneOnWith(_ fault: String) throws {
        let words = fault.split(separator: " ")
        // A lock whose owner the system does not tell is as good as another user's.
        let codes: Set<Int32> = words[0] == "fstat" ? [0, 73, 74, 77] : [0, 73, 74]
        var failed = 0
        for number in 1... {
            let (run, happened) = try FaultLibrary.run(
                "clip-store", pull, fault: "\(words[0]):\(number):\(words[1])")
            #expect(codes.contains(run.exitCode), "\(number): \(run.exitCode) \(run.errors)")
            if run.exitCode == 0 {
                try fixture.expectGood("\(number)")
            } else {
                failed += 1
                // A download that is complete and took its name is one that is there, whatever failed afterwards.
                let states = try fixture.store().verify(threads: 1).map(\.state)
                #expect([[], [.partial], [.ok]].contains(states), "\(number): \(states)")
            }
            #expect(try CommandRun("clip-store", pull).exitCode == 0)
            try fixture.expectGood("after \(fault) \(number)")
            #expect(
                try CommandRun("clip-store", ["remove", StoreFixture.name] + fixture.arguments).exitCode == 0)
            guard happened else { break }
        }
        #expect(failed > 0 || words[1] == "short", "it came to a failure")
    }

    /// A model that has its name has its bytes too, whenever power is lost.
    @Test func pulledModelIsWholeAfterALossOfPower() throws {
        let (run, calls) = try FaultLibrary.calls(of: "clip-store", pull)
        #expect(run.exitCode == 0, "\(run.errors)")
        let folder = try WrittenCall.number(ofFileAt: fixture.path)
        let model = try WrittenCall.number(ofFileAt: fixture.file)
        #expect(calls.contains(.write(file: model)))
        for count in 0...calls.count {
            let left = WrittenCall.remainders(
                under: StoreFixture.fileName, of: folder, after: calls.prefix(count))
            #expect(!left.contains(.broken), "after \(count) of \(calls)")
        }
        let left = WrittenCall.remainders(under: StoreFixture.fileName, of: folder, after: calls)
        #expect(left == [.new], "\(calls)")
    }
}

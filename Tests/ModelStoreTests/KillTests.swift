import ByteIO
import Foundation
import ModelStore
import TestSupport
import Testing

/// SIGKILL at moments that nobody chose: afterwards the store is sound or says exactly what is partial, and the same
/// command once more completes.
@Suite struct KillTests {
    /// Moments spread over the time that the command takes; 50 in all tests together.
    private func killAgainAndAgain(
        _ fixture: StoreFixture, _ arguments: [String], moments: Int, reset: () throws -> Void,
        check: () throws -> Void
    ) throws {
        try reset()
        let start = ContinuousClock.now
        let whole = try CommandRun("clip-store", arguments + fixture.arguments)
        #expect(whole.exitCode == 0, "\(whole.errors)")
        try check()
        let duration = ContinuousClock.now - start
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<moments {
            try reset()
            let moment = duration * Double.random(in: 0...1, using: &generator)
            _ = try CommandRun("clip-store", arguments + fixture.arguments, killAfter: moment)
            let states = try fixture.store().verify(threads: 1).map(\.state)
            #expect(states.allSatisfy { $0 == .ok || $0 == .partial }, "after \(moment): \(states)")
            let again = try CommandRun("clip-store", arguments + fixture.arguments)
            #expect(again.exitCode == 0, "after \(moment): \(again.errors)")
            try check()
        }
    }

    private func clear(_ fixture: StoreFixture) throws {
        try? FileManager.default.removeItem(atPath: fixture.path)
    }

    @Test func duringAPull() throws {
        let fixture = try StoreFixture(bytes: StoreFixture.randomBytes(3_000_000))
        let server = try Nginx()
        try server.serve(fixture.bytes, as: StoreFixture.fileName)
        try killAgainAndAgain(fixture, ["pull", StoreFixture.name, "--mirror", server.address], moments: 20) {
            try clear(fixture)
        } check: {
            try fixture.expectGood()
        }
    }

    @Test func duringAConversion() throws {
        let fixture = try StoreFixture()
        let converted = fixture.path + "/model.int8.clipw"
        try killAgainAndAgain(
            fixture, ["pull", StoreFixture.name, "--offline", "--convert", "int8"], moments: 15
        ) {
            try fixture.place(fixture.bytes)
            try? FileManager.default.removeItem(atPath: converted)
        } check: {
            #expect(try fixture.store().verify(threads: 1).map(\.state) == [.ok, .ok])
            let names = try FileManager.default.contentsOfDirectory(atPath: fixture.path).sorted()
            #expect(names == [".clip-store", "model.int8.clipw", "model.pt"], "nothing is left over")
        }
    }

    @Test func duringAnAdd() throws {
        let fixture = try StoreFixture(bytes: StoreFixture.randomBytes(3_000_000))
        // From another file system, so that the bytes must be copied.
        let source = "/dev/shm/clipw-test-\(UUID().uuidString)"
        try Data(fixture.bytes).write(to: URL(filePath: source))
        defer { try? FileManager.default.removeItem(atPath: source) }
        try killAgainAndAgain(fixture, ["add", source], moments: 15) {
            try clear(fixture)
        } check: {
            try fixture.expectGood()
        }
    }
}

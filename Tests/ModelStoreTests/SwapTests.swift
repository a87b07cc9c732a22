import ByteIO
import Foundation
import ModelStore
import Synchronization
import TestSupport
import Testing

/// A file that somebody swaps or rewrites, again and again, between being checked and being used.
@Suite struct SwapTests {
    /// What is used is what was hashed, or the change is noticed.
    @Test(arguments: [true, false]) func whatIsUsedIsWhatWasHashed(_ byRename: Bool) throws {
        let fixture = try StoreFixture()
        let wrong = fixture.bytes.enumerated().map { $0.offset == 300_000 ? $0.element ^ 1 : $0.element }
        try fixture.place(fixture.bytes)
        let store = try fixture.store()
        let isDone = Mutex(false)
        let stopped = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            while !isDone.withLock(\.self) {
                for bytes in [wrong, fixture.bytes] {
                    if byRename {
                        let other = fixture.directory.path("other")
                        try? Data(bytes).write(to: URL(filePath: other))
                        unsafe rename(other, fixture.file)
                    } else if let handle = FileHandle(forUpdatingAtPath: fixture.file) {
                        try? handle.seek(toOffset: 300_000)
                        try? handle.write(contentsOf: Data([bytes[300_000]]))
                        try? handle.close()
                    }
                    // Often fast enough to come between, and often slow enough to miss.
                    usleep(UInt32.random(in: 0...(byRename ? 40_000 : 300_000)))
                }
            }
            stopped.signal()
        }
        var (used, noticed) = (0, 0)
        let end = ContinuousClock.now + .seconds(60)
        while noticed < 5 || used < 1, ContinuousClock.now < end {
            do {
                let found = try store.find(ModelReference(StoreFixture.name))
                let bytes = try found.file.bytes(found.file.byteCount, at: 0)
                try found.file.requireSameContent()
                #expect(bytes == fixture.bytes)
                used += 1
            } catch {
                noticed += 1
            }
        }
        isDone.withLock { $0 = true }
        stopped.wait()
        #expect(noticed > 0, "the race was tried: \(used) times used, \(noticed) times noticed")
        // The last write was a right one.
        #expect(try store.find(ModelReference(StoreFixture.name)).stored.state == .ok)
    }

    /// The same through a command: it embeds with the right weights, or says what happened.
    @Test func aCommandNeverComputesWithWhatWasSwapped() throws {
        let fixture = try StoreFixture(bytes: Repository.fixtureBytes("vit-torchscript-openai.pt"))
        let other = try Repository.fixtureBytes("rn-torchscript-openai.pt")
        try fixture.place(fixture.bytes)
        let picture = Repository.fixture("images/jpeg-444.jpg")
        let environment = ["CLIP_STORE": fixture.path, "CLIP_STORE_TABLE": fixture.table]
        let arguments = [StoreFixture.name, "--image", picture]
        let right = try CommandRun("clip-embed", arguments, environment: environment)
        #expect(right.exitCode == 0, "\(right.errors)")
        let isDone = Mutex(false)
        let stopped = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            while !isDone.withLock(\.self) {
                for bytes in [other, fixture.bytes] {
                    let path = fixture.directory.path("swap")
                    try? Data(bytes).write(to: URL(filePath: path))
                    unsafe rename(path, fixture.file)
                    usleep(20_000)
                }
            }
            stopped.signal()
        }
        for _ in 0..<12 {
            let run = try CommandRun("clip-embed", arguments, environment: environment)
            #expect([0, 1, 74].contains(run.exitCode), "\(run.errors)")
            if run.exitCode == 0 { #expect(run.output == right.output) }
        }
        isDone.withLock { $0 = true }
        stopped.wait()
    }
}

import ByteIO
import Foundation
import ModelStore
import TestSupport
import Testing

/// Adding, removing and pruning.
@Suite struct ChangeTests {
    @Test func aPublishedFileGetsItsPublishersName() throws {
        let fixture = try StoreFixture()
        let path = try fixture.directory.write(fixture.bytes, to: "download (1)")
        let (file, isShared) = try fixture.store().add(FilePath(path))
        #expect(file.fileName == StoreFixture.fileName)
        #expect(file.name == StoreFixture.name)
        #expect(isShared)
        try fixture.expectGood()
    }

    @Test func anUnknownFileGetsItsOwnNameOrTheOneThatIsSaid() throws {
        let fixture = try StoreFixture(bytes: [1])
        let source = Repository.fixture("rn-state-dict.pt")
        let copy = try fixture.directory.write(TemporaryDirectory.contents(of: source), to: "my model.v2.pt")
        let store = try fixture.store()
        #expect(throws: FileError.self, "a blank") { try store.add(FilePath(copy)) }
        let (file, _) = try store.add(FilePath(copy), name: "mine.v2")
        #expect(file.fileName == "mine.v2.pt")
        #expect(file.name == "mine.v2")
        #expect(try store.find(ModelReference("mine.v2")).stored.path == file.path)
        #expect(try store.add(FilePath(copy), name: "mine.v2").file.path == file.path, "once more is no harm")
        let other = try #require(throws: FileError.self) {
            try store.add(FilePath(fixture.copy(of: "vit-state-dict.pt")), name: "mine.v2")
        }
        #expect(other.code == .cannotCreate)
    }

    @Test(arguments: [
        "../../etc/passwd", "a/b", "", ".hidden", "-x", "a b", "a\u{0}b", "ä",
        String(repeating: "a", count: 201),
    ])
    func aNameThatIsNoneIsRefused(_ name: String) throws {
        let fixture = try StoreFixture()
        let error = try #require(throws: FileError.self) {
            try fixture.store().add(FilePath(fixture.copy(of: "rn-state-dict.pt")), name: name)
        }
        #expect(error.code == .unsupported)
        #expect(try fixture.store().files().isEmpty)
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "test/../test/model", "", ":", "test/mode\u{0}l", "tеst/model",
    ])
    func aNameIsLookedUpAndNeverAPath(_ name: String) throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        let store = try fixture.store()
        #expect(try store.knows(ModelReference(name)) == false)
        for error in [
            #expect(throws: FileError.self) { try store.find(ModelReference(name)) },
            #expect(throws: FileError.self) { try store.remove(ModelReference(name)) },
        ] { #expect(error?.code == .missing) }
    }

    @Test(arguments: ["", "hello", "<html></html>"]) func whatIsNoModelIsRefused(_ text: String) throws {
        let fixture = try StoreFixture()
        let path = try fixture.directory.write(Array(text.utf8), to: "nonsense.pt")
        let error = try #require(throws: FileError.self) { try fixture.store().add(FilePath(path)) }
        #expect(error.code == .malformed)
        #expect(try fixture.store().files().isEmpty)
    }

    @Test func aHardLinkThatIsWrittenToLaterIsNoticed() throws {
        let fixture = try StoreFixture(bytes: [1])
        let path = try fixture.directory.write(Repository.fixtureBytes("rn-state-dict.pt"), to: "mine.pt")
        let store = try fixture.store()
        _ = try store.add(FilePath(path))
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.write(contentsOf: Data([1]))
        try handle.close()
        #expect(throws: FileError.self) { try store.find(ModelReference("mine")) }
        #expect(try store.verify(threads: 1).map(\.state) == [.damaged])
        #expect(try store.verify(threads: 1).map(\.state) == [.damaged], "a second look accepts it no more")
    }

    @Test func whatIsAddedStaysAndWhatLostItsSourceGoes() throws {
        let fixture = try StoreFixture(bytes: [1])
        let clipw = fixture.directory.path("tiny.fp16.clipw")
        let source = try fixture.copy(of: "vit-torchscript-openai.pt")
        let run = try CommandRun("clip-convert", [source, "-o", clipw, "--fp16", "--no-validate"])
        try #require(run.exitCode == 0, "\(run.exitCode) \(run.errors)")
        let store = try fixture.store()
        #expect(try store.add(FilePath(clipw)).file.fileName == "tiny-fp16.clipw")
        _ = try store.add(FilePath(source), name: "tiny")
        // As the store itself would make it.
        try fixture.place(TemporaryDirectory.contents(of: clipw), "tiny.fp16.clipw")
        try fixture.leavePartial([1, 2, 3])
        #expect(try store.prune(dryRun: true).count == 2)
        #expect(fixture.partialByteCount == 3, "a dry run removes nothing")
        #expect(try store.remove(ModelReference("tiny:source")).count == 1)
        _ = try store.prune()
        #expect(try store.files().map(\.fileName) == ["tiny-fp16.clipw"])
        #expect(fixture.partialByteCount == nil)
        #expect(try store.prune().isEmpty)
    }

    @Test func aDownloadThatIsRunningIsNotPruned() throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in
            var steps = Answers.file(bytes, for: request)
            steps.insert(.wait(600), at: 1)
            return steps
        }
        let command = try RunningCommand(
            "clip-store", ["pull", StoreFixture.name, "--mirror", server.address] + fixture.arguments)
        for _ in 0..<3000 where server.requests.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
        #expect(try fixture.store().prune().isEmpty)
        #expect(try command.finish().exitCode == 0)
        try fixture.expectGood()
    }

    @Test func ofSeveralFilesTheBestIsUsed() throws {
        let fixture = try StoreFixture(bytes: [1])
        let source = try fixture.copy(of: "vit-torchscript-openai.pt")
        let store = try fixture.store()
        _ = try store.add(FilePath(source), name: "tiny")
        func best(_ name: String = "tiny") throws -> String {
            try store.find(ModelReference(name)).stored.fileName
        }
        #expect(try best() == "tiny.pt")
        for precision in ["int8", "fp16"] {
            let output = fixture.path + "/tiny.\(precision).clipw"
            #expect(
                try CommandRun("clip-convert", [source, "-o", output, "--\(precision)", "--no-validate"])
                    .exitCode == 0)
            #expect(try best() == "tiny.\(precision).clipw")
        }
        #expect(try best("tiny:int8") == "tiny.int8.clipw")
        #expect(try best("tiny:source") == "tiny.pt")
        #expect(throws: FileError.self) { try best("tiny:bf16") }
        // A damaged one is passed over.
        let handle = try #require(FileHandle(forUpdatingAtPath: fixture.path + "/tiny.fp16.clipw"))
        try handle.seek(toOffset: handle.seekToEnd() - 5000)
        try handle.write(contentsOf: Data(repeating: 0x55, count: 64))
        try handle.close()
        #expect(try best() == "tiny.int8.clipw")
    }

    /// What a process may still be writing is left alone for an hour.
    @Test func onlyOldLeftoversArePruned() throws {
        let fixture = try StoreFixture(bytes: [1])
        let store = try fixture.store()
        for name in [".old.pt.1.partial", ".new.pt.1.partial", ".old.pt.1.other"] {
            try fixture.place([1], name)
        }
        for name in [".old.pt.1.partial", ".old.pt.1.other"] {
            let times = [timespec](repeating: timespec(tv_sec: time(nil) - 3700, tv_nsec: 0), count: 2)
            try #require(unsafe utimensat(AT_FDCWD, "\(fixture.path)/\(name)", times, 0) == 0)
        }
        #expect(try store.prune().map(\.path.lastComponent) == [".old.pt.1.partial"])
    }

    /// A record that stays would be taken for what is known of another file of the name.
    @Test func nothingIsRememberedOfWhatWasRemoved() throws {
        let fixture = try StoreFixture(bytes: [1])
        let store = try fixture.store()
        _ = try store.add(FilePath(fixture.copy(of: "vit-torchscript-openai.pt")), name: "tiny")
        let index = fixture.path + "/.clip-store/index.json"
        func isRemembered() throws -> Bool {
            String(decoding: try TemporaryDirectory.contents(of: index), as: UTF8.self).contains("tiny.pt")
        }
        #expect(try isRemembered())
        _ = try store.remove(ModelReference("tiny"))
        #expect(try !isRemembered())
    }

    /// The format before zip has no checksums: only the digest that was recorded tells.
    @Test func changedByteOfAFileWithoutChecksumsIsNoticed() throws {
        let fixture = try StoreFixture(bytes: [1])
        let store = try fixture.store()
        _ = try store.add(FilePath(fixture.copy(of: "small-legacy.pt")), name: "mine")
        #expect(try store.verify(threads: 1).map(\.state) == [.ok])
        var bytes = try Repository.fixtureBytes("small-legacy.pt")
        bytes[bytes.count - 1] ^= 1
        try fixture.place(bytes, "mine.pt")
        #expect(try store.verify(threads: 1).map(\.state) == [.damaged])
    }
}

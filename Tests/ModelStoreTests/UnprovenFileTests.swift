import ByteIO
import Foundation
import ModelStore
import Synchronization
import TestSupport
import Testing

/// Files that others could have written, and what files say of themselves.
///
/// What takes two users is in Scripts/test_two_users.sh.
@Suite struct UnprovenFileTests {
    private let manager = FileManager.default

    /// A `.clipw` file of another model than the fixture's.
    private func clipw(_ fixture: StoreFixture) throws -> [UInt8] {
        let path = fixture.directory.path("other.clipw")
        let run = try CommandRun(
            "clip-convert", [fixture.copy(of: "rn-torchscript-openai.pt"), "-o", path, "--no-validate"])
        try #require(run.exitCode == 0, "\(run.errors)")
        return try TemporaryDirectory.contents(of: path)
    }

    private static func digest(_ bytes: [UInt8]) throws -> Digest { try SHA256.digest(of: bytes.span) }

    private func open(_ fixture: StoreFixture) throws {
        try manager.setAttributes([.posixPermissions: 0o777], ofItemAtPath: fixture.path)
    }

    @Test func aClipwFileThatOthersCouldHaveWrittenIsNotTheModel() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        try fixture.place(clipw(fixture), "model.fp32.clipw")
        try open(fixture)
        let store = try fixture.store()
        for files in [try store.files(), try store.verify(threads: 1), try store.files()] {
            let file = try #require(files.first { $0.fileName == "model.fp32.clipw" })
            #expect(file.isUnproven)
            #expect(file.state == .unchecked)
            #expect(file.name == "model.fp32.clipw")
            #expect(file.problem?.contains("another user could have written it") == true)
        }
        #expect(try store.find(ModelReference(StoreFixture.name)).stored.fileName == StoreFixture.fileName)
        let error = try #require(throws: FileError.self) {
            try store.find(ModelReference("model.fp32.clipw"))
        }
        #expect(error.code == .permission)
        #expect(try store.prune(dryRun: true).isEmpty, "it is not the store's to remove")
    }

    /// What the store recorded when nobody else could write there stays known.
    @Test func whatWasRecordedIsUsedInAFolderThatAllMayWriteTo() throws {
        let fixture = try StoreFixture()
        let bytes = try clipw(fixture)
        try fixture.place(bytes, "mine.clipw")
        let store = try fixture.store()
        #expect(try store.verify(threads: 1).map(\.state) == [.ok])
        try open(fixture)
        let found = try store.find(ModelReference("mine"))
        try manager.removeItem(atPath: fixture.path + "/mine.clipw")
        #expect(try found.file.bytes(found.file.byteCount, at: 0) == bytes)
        try fixture.place(bytes, "mine.clipw")
        #expect(try store.find(ModelReference("mine")).stored.state == .ok, "the same bytes again")
        var other = bytes
        other[other.count - 5000] ^= 1
        try fixture.place(other, "mine.clipw")
        #expect(throws: FileError.self) { try store.find(ModelReference("mine")) }
        #expect(try store.files().map(\.state) == [.damaged])
    }

    /// Another process rewrites the published file after it was hashed, as often as it likes.
    @Test func whatOthersCanWriteToIsUsedFromACopy() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        try open(fixture)
        let found = try fixture.store().find(ModelReference(StoreFixture.name))
        let handle = try #require(FileHandle(forUpdatingAtPath: fixture.file))
        try handle.write(contentsOf: Data(repeating: 0, count: fixture.bytes.count))
        try handle.close()
        #expect(try found.file.bytes(found.file.byteCount, at: 0) == fixture.bytes)
        try found.file.requireSameContent()
    }

    /// `known_as` and `sha256` of the source are what the file's writer says, and the digests hold all the same.
    @Test func whatAFileSaysOfItsSourceIsNotBelieved() throws {
        let fixture = try StoreFixture()
        let honest = try clipw(fixture)
        let length = honest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        var header = String(decoding: honest[8..<8 + length], as: UTF8.self)
        let hash = try #require(header.range(of: "\\\"sha256\\\":\\\"")).upperBound
        header.replaceSubrange(
            hash..<header.index(hash, offsetBy: 64), with: try Self.digest(fixture.bytes).description)
        let claim = "\\\"known_as\\\":\\\"\(StoreFixture.name)\\\""
        let none = try #require(header.range(of: "\\\"known_as\\\":null"))
        header.replaceSubrange(none, with: claim)
        #expect(header.utf8.count >= length)
        while header.utf8.count > length, header.last == " " { header.removeLast() }
        try #require(header.utf8.count == length)
        var forged = honest.prefix(8) + Array(header.utf8) + honest[(8 + length)...]
        let old = Data(try Self.digest(Array(honest.prefix(8 + length))).bytes)
        let place = try #require(Data(honest).range(of: old))
        forged.replaceSubrange(place, with: try Self.digest(Array(forged.prefix(8 + length))).bytes)

        try fixture.place(fixture.bytes)
        let store = try fixture.store()
        let added = try store.add(FilePath(fixture.directory.write(Array(forged), to: "forged.clipw"))).file
        #expect(added.name == "forged")
        #expect(try store.files().map(\.name) == ["forged", StoreFixture.name])
        #expect(try store.find(ModelReference(StoreFixture.name)).stored.fileName == StoreFixture.fileName)
        #expect(try store.find(ModelReference("forged")).stored.state == .ok)
    }

    @Test(arguments: [true, false]) func anotherFileIsNotAddedUnderAPublishedName(_ isNamed: Bool) throws {
        let fixture = try StoreFixture()
        let path = try fixture.directory.write(
            Repository.fixtureBytes("rn-torchscript-openai.pt"), to: isNamed ? "x.pt" : StoreFixture.fileName)
        let error = try #require(throws: FileError.self) {
            try fixture.store().add(FilePath(path), name: isNamed ? "model" : nil)
        }
        #expect(error.code == .mismatch)
        #expect(try fixture.store().files().isEmpty)
    }

    /// Somebody writes to the file as soon as it has its name in the store, and puts the time of writing back.
    @Test(arguments: 0..<10) func whatIsRecordedIsWhatWasHashed(_ round: Int) throws {
        let fixture = try StoreFixture(bytes: [1])
        let path = try fixture.directory.write(Repository.fixtureBytes("rn-state-dict.pt"), to: "mine.pt")
        let target = fixture.path + "/mine.pt"
        let store = try fixture.store()
        let isDone = Atomic(false)
        let stopped = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            Self.rewrite(path, UInt8(round)) {
                isDone.load(ordering: .relaxed) || FileIdentity(ofPath: FilePath(target)) != nil
            }
            stopped.signal()
        }
        let added = try? store.add(FilePath(path)).file
        isDone.store(true, ordering: .relaxed)
        stopped.wait()
        // That it is noticed at once is as good.
        guard let added else { return }
        let now = try Self.digest(TemporaryDirectory.contents(of: path)).description
        let states = try store.files().map(\.state)
        #expect(added.sha256 == now || states != [.ok], "a record of bytes that are gone: \(states)")
    }

    /// Changes one byte once something is so, with the times that the file had.
    private static func rewrite(_ path: String, _ byte: UInt8, when isTime: () -> Bool) {
        var status = stat()
        unsafe stat(path, &status)
        while !isTime() {}
        let file = Glibc.open(path, O_WRONLY)
        defer { close(file) }
        unsafe pwrite(file, [byte], 1, 300)
        unsafe futimens(file, [status.st_atim, status.st_mtim])
    }
}

import ByteIO
import Foundation
import ModelStore
import TestSupport
import Testing

/// What may lie in the folder: other people's files, links, nonsense, and nothing.
@Suite struct FolderTests {
    private let manager = FileManager.default

    @Test func aMissingFolderIsAnEmptyStore() throws {
        let directory = try TemporaryDirectory()
        let store = try ModelStore(path: directory.path("none"))
        #expect(try store.files().isEmpty)
        #expect(try store.verify(threads: 1).isEmpty)
        #expect(try store.prune().isEmpty)
        #expect(try directory.contents.isEmpty, "and is not made by looking")
    }

    @Test func aFileThatAnotherProgramPutThereIsCheckedBeforeItIsUsed() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        let store = try fixture.store()
        #expect(try store.files().map(\.state) == [.unchecked])
        let found = try store.find(ModelReference(StoreFixture.name))
        #expect(try found.file.bytes(found.file.byteCount, at: 0) == fixture.bytes)
        #expect(try store.files().map(\.state) == [.ok], "and remembered")
    }

    @Test func aFileThatIsBeingWrittenIsNotUsed() throws {
        let fixture = try StoreFixture()
        try fixture.place(Array(fixture.bytes.prefix(100_000)))
        let store = try fixture.store()
        #expect(try store.files().map(\.state) == [.incomplete])
        let error = try #require(throws: FileError.self) { try store.find(ModelReference(StoreFixture.name)) }
        #expect(error.code == .mismatch)
        #expect(error.description.contains("repair"))
    }

    /// The size, and even the time of the last change, may be those of before.
    @Test func aFileThatWasChangedInPlaceIsNoticed() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        let store = try fixture.store()
        _ = try store.verify(threads: 1)
        let before = try manager.attributesOfItem(atPath: fixture.file)[.modificationDate]
        let handle = try #require(FileHandle(forUpdatingAtPath: fixture.file))
        try handle.seek(toOffset: 200_000)
        try handle.write(contentsOf: Data([fixture.bytes[200_000] ^ 1]))
        try handle.close()
        try manager.setAttributes([.modificationDate: before as Any], ofItemAtPath: fixture.file)
        #expect(try store.files().map(\.state) == [.unchecked])
        let error = try #require(throws: FileError.self) { try store.find(ModelReference(StoreFixture.name)) }
        #expect(error.code == .mismatch)
        #expect(try store.files().map(\.state) == [.damaged])
        #expect(
            try store.verify(quick: true, threads: 1).map(\.state) == [.damaged], "quick takes nothing back")
    }

    @Test func quickVerificationReadsTheStructure() throws {
        let fixture = try StoreFixture()
        try fixture.place(Array(fixture.bytes.prefix(1000)), "cut.pt")
        try fixture.place(fixture.bytes, "whole.pt")
        let files = try fixture.store().verify(quick: true, threads: 2)
        #expect(files.map(\.name) == ["cut", "whole"])
        #expect(files.map(\.state) == [.damaged, .unchecked])
        #expect(files[0].isBad && !files[1].isBad)
    }

    @Test(arguments: ["", "{}", "[1", "{\"version\": 1, \"files\": {\"model.pt\": 3}}", "\u{0}\u{1}"])
    func theIndexIsBuiltAgain(_ text: String) throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        try fixture.place(Array(fixture.bytes.dropLast()), "other.pt")
        let before = try fixture.store().verify(threads: 2)
        try fixture.place(Array(text.utf8), ".clip-store/index.json")
        #expect(try fixture.store().files().map(\.state) == [.damaged, .unchecked])
        let after = try fixture.store().verify(threads: 2)
        #expect(after.map(\.state) == before.map(\.state))
        #expect(after.map(\.sha256) == before.map(\.sha256))
        #expect(after.map(\.source) == before.map(\.source))
        try manager.removeItem(atPath: fixture.path + "/.clip-store")
        #expect(try fixture.store().verify(threads: 2).map(\.state) == before.map(\.state))
    }

    // MARK: In a model's place

    @Test func aLinkToTheModelIsUsedAndOneToNothingIsNot() throws {
        let fixture = try StoreFixture()
        let elsewhere = try fixture.directory.write(fixture.bytes, to: "elsewhere.pt")
        let store = try fixture.store()
        try manager.createSymbolicLink(atPath: fixture.file, withDestinationPath: elsewhere)
        #expect(try store.find(ModelReference(StoreFixture.name)).file.isSameFile(as: FilePath(elsewhere)))
        #expect(try fixture.pull(from: "http://127.0.0.1:1").isNew == false)
        try manager.removeItem(atPath: elsewhere)
        #expect(try store.files().map(\.state) == [.notAFile])
        #expect(throws: FileError.self) { try store.find(ModelReference(StoreFixture.name)) }
    }

    /// The download replaces the link, and never writes through it.
    @Test(arguments: [true, false]) func pullReplacesALinkToSomethingElse(_ isThere: Bool) throws {
        let fixture = try StoreFixture()
        let bytes = fixture.bytes
        let elsewhere = fixture.directory.path("elsewhere")
        if isThere { try fixture.directory.write([1, 2, 3], to: "elsewhere") }
        let store = try fixture.store()
        try manager.createSymbolicLink(atPath: fixture.file, withDestinationPath: elsewhere)
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        #expect(try fixture.pull(from: server.address).isNew)
        try fixture.expectGood()
        if isThere {
            #expect(try TemporaryDirectory.contents(of: elsewhere) == [1, 2, 3])
        } else {
            #expect(FileIdentity(ofPath: FilePath(elsewhere)) == nil)
        }
        #expect(try store.remove(ModelReference(StoreFixture.name)).count == 1)
    }

    @Test(arguments: ["folder", "fifo"]) func aFolderOrFIFOInItsPlaceIsLeftAlone(_ kind: String) throws {
        let fixture = try StoreFixture()
        let store = try fixture.store()
        if kind == "folder" {
            try manager.createDirectory(atPath: fixture.file, withIntermediateDirectories: false)
        } else {
            try #require(unsafe mkfifo(fixture.file, 0o600) == 0)
        }
        #expect(try store.files().map(\.state) == [.notAFile])
        #expect(try store.verify(threads: 1).map(\.isBad) == [true])
        let server = try ScriptedServer { _, _ in [] }
        let pulled = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(pulled.code == .permission)
        #expect(server.requests.isEmpty)
        let found = try #require(throws: FileError.self) { try store.find(ModelReference(StoreFixture.name)) }
        #expect(found.code == .notRegularFile)
        #expect(FileIdentity(ofPath: FilePath(fixture.file))?.isRegularFile == false)
    }

    @Test func aStrangersFileIsUsedOnlyWithThePublishersDigest() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        guard unsafe chown(fixture.file, 4321, 4321) == 0 else {
            withKnownIssue("only root can give a file away, so this was not tested") { Issue.record() }
            return
        }
        let store = try fixture.store()
        let found = try store.find(ModelReference(StoreFixture.name))
        #expect(try found.file.bytes(found.file.byteCount, at: 0) == fixture.bytes)
        try fixture.place(Array(fixture.bytes.dropLast()) + [fixture.bytes[0]])
        #expect(unsafe chown(fixture.file, 4321, 4321) == 0)
        #expect(throws: FileError.self) { try store.find(ModelReference(StoreFixture.name)) }
    }

    @Test func theStoresOwnFolderMustNotBeALink() throws {
        let fixture = try StoreFixture()
        let elsewhere = try TemporaryDirectory()
        _ = try fixture.store()
        try manager.createSymbolicLink(
            atPath: fixture.path + "/.clip-store", withDestinationPath: elsewhere.path)
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .permission)
        #expect(try elsewhere.contents.isEmpty)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: ["partial", "lock"]) func aDownloadThatIsALinkIsRefused(_ suffix: String) throws {
        let fixture = try StoreFixture()
        let victim = try fixture.directory.write([1, 2, 3], to: "victim")
        try fixture.leavePartial([])
        let entry = fixture.path + "/.clip-store/partial/\(StoreFixture.fileName).\(suffix)"
        try? manager.removeItem(atPath: entry)
        try manager.createSymbolicLink(atPath: entry, withDestinationPath: victim)
        let bytes = fixture.bytes
        let server = try ScriptedServer { _, request in Answers.file(bytes, for: request) }
        let error = try #require(throws: FileError.self) { try fixture.pull(from: server.address) }
        #expect(error.code == .permission)
        #expect(try TemporaryDirectory.contents(of: victim) == [1, 2, 3])
    }

    /// A second name would let somebody else write to what is about to be believed.
    @Test func aDownloadWithASecondNameIsRefused() throws {
        let fixture = try StoreFixture()
        try fixture.leavePartial([1, 2, 3])
        try manager.linkItem(
            atPath: fixture.path + "/.clip-store/partial/\(StoreFixture.fileName).partial",
            toPath: fixture.directory.path("second"))
        #expect(
            try #require(throws: FileError.self) { try fixture.pull(from: "http://127.0.0.1:1") }.code
                == .permission)
    }

    /// An index that all may write to is not believed, and written anew.
    @Test func anIndexThatOthersCanWriteToIsNotBelieved() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        _ = try fixture.store().verify(threads: 1)
        let index = fixture.path + "/.clip-store/index.json"
        #expect(try fixture.store().files().map(\.state) == [.ok])
        try manager.setAttributes([.posixPermissions: 0o666], ofItemAtPath: index)
        #expect(try fixture.store().files().map(\.state) == [.unchecked])
        _ = try fixture.store().find(ModelReference(StoreFixture.name))
        #expect(try fixture.store().files().map(\.state) == [.ok])
    }

    /// Another user could put something else in the place of a download there.
    @Test func aFolderOfDownloadsThatAllMayWriteToIsRefused() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        _ = try fixture.store().verify(threads: 1)
        try manager.setAttributes([.posixPermissions: 0o777], ofItemAtPath: fixture.path + "/.clip-store")
        for use in [
            { _ = try fixture.store().files() }, { _ = try fixture.pull(from: "http://127.0.0.1:1") },
            { _ = try fixture.store().find(ModelReference(StoreFixture.name)) },
        ] {
            let error = try #require(throws: FileError.self) { try use() }
            #expect(error.code == .permission)
            #expect(error.description.contains("other users can write to it"))
        }
    }

    /// The store's own folder may be anybody's: its files are hashed before they are used.
    @Test func aStoreThatAllMayWriteToIsUsed() throws {
        let fixture = try StoreFixture()
        try fixture.place(fixture.bytes)
        try manager.setAttributes([.posixPermissions: 0o777], ofItemAtPath: fixture.path)
        #expect(try fixture.store().find(ModelReference(StoreFixture.name)).stored.state == .ok)
        try fixture.place(fixture.bytes.map { $0 ^ 1 })
        #expect(throws: FileError.self) { try fixture.store().find(ModelReference(StoreFixture.name)) }
    }
}

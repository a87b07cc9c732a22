import ByteIO
import Foundation
import TestSupport
import Testing

/// Who else could have written a file, and what others do to one that is in use.
@Suite struct OthersAccessTests {
    private let directory = TemporaryDirectory.made()
    private let manager = FileManager.default

    private func file(_ name: String = "a") throws -> (path: String, file: InputFile) {
        let path: String = try directory.write([UInt8](repeating: 7, count: 10_000), to: name)
        return (path, try InputFile(path: FilePath(path)))
    }

    private func set(_ permissions: Int, of path: String) throws {
        try manager.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
    }

    @Test(arguments: [
        (0o644, nil), (0o600, nil), (0o664, "its group can write to it"),
        (0o646, "every user can write to it"),
    ])
    func permissionsTellWhoCanWrite(_ permissions: Int, _ access: String?) throws {
        let path = try file().path
        try set(permissions, of: path)
        #expect(FileIdentity(ofPath: FilePath(path))?.othersAccess == access)
        #expect(try InputFile(path: FilePath(path)).othersAccess() == access)
    }

    /// Also for root, who could believe everybody.
    @Test func anotherUsersFileIsTheirs() throws {
        let path = try file().path
        guard unsafe chown(path, 4321, 4321) == 0 else {
            withKnownIssue("only root can give a file away, so this was not tested") { Issue.record() }
            return
        }
        #expect(FileIdentity(ofPath: FilePath(path))?.othersAccess == "it belongs to user 4321")
    }

    /// Whoever can write to a directory above can put another one in the place of what is in it.
    @Test(arguments: [(0o755, false), (0o1777, false), (0o777, true), (0o775, true)])
    func aDirectoryAboveMayBeStickyOrNobodyElses(_ permissions: Int, _ isOpen: Bool) throws {
        try manager.createDirectory(
            atPath: directory.path("above/middle/store"), withIntermediateDirectories: true)
        try set(permissions, of: directory.path("above"))
        let store = try OpenDirectory(path: FilePath(directory.path("above/middle/store")))
        #expect((store.othersAccess() != nil) == isOpen)
        try set(0o755, of: directory.path("above"))
        #expect(store.othersAccess() == nil)
        // In the directory itself a sticky bit keeps nobody from putting files there.
        try set(0o1777, of: directory.path("above/middle/store"))
        #expect(store.othersAccess() != nil)
    }

    // MARK: While it is used

    private func rewrite(_ path: String, keepingTimes: Bool) throws {
        let before = try manager.attributesOfItem(atPath: path)[.modificationDate]
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: 5000)
        try handle.write(contentsOf: Data([8]))
        try handle.close()
        if keepingTimes {
            try manager.setAttributes([.modificationDate: before as Any], ofItemAtPath: path)
        }
    }

    @Test(arguments: [true, false], [true, false])
    func aWriteIsNoticedAlsoWithItsTimePutBack(_ keepingTimes: Bool, _ isDigestKnown: Bool) throws {
        let (path, file) = try file()
        if isDigestKnown { file.note(digest: try file.digest { _ in }) }
        try rewrite(path, keepingTimes: keepingTimes)
        #expect(throws: FileError.self) { try file.requireSameContent() }
    }

    @Test func anotherNameIsNoWrite() throws {
        let (path, file) = try file()
        try manager.linkItem(atPath: path, toPath: directory.path("b"))
        #expect(throws: FileError.self, "nothing tells") { try file.requireSameContent() }
        var count = 0
        for _ in 0..<2 { try file.requireSameContent { count += 1 } }
        #expect(count == 1, "once is enough for one change")
        let other = try InputFile(path: FilePath(path))
        other.note(digest: try other.digest { _ in })
        try manager.removeItem(atPath: directory.path("b"))
        try other.requireSameContent()
        try rewrite(path, keepingTimes: true)
        #expect(throws: FileError.self) { try other.requireSameContent() }
    }

    @Test func aCopyKeepsItsBytes() throws {
        let (path, file) = try file()
        let copy = try file.privateCopy(in: OpenDirectory(path: FilePath(directory.path)))
        try rewrite(path, keepingTimes: true)
        #expect(try copy.bytes(copy.byteCount, at: 0) == [UInt8](repeating: 7, count: 10_000))
        #expect(copy.path == FilePath(path))
        #expect(try directory.contents == ["a"], "it has no name")
    }

    /// Whoever can open a file can hold a lock on it for ever.
    @Test func aLockIsNobodyElses() throws {
        let folder = try OpenDirectory(path: FilePath(directory.path))
        guard case .held(let lock) = FileLock.attempt("lock", in: folder) else {
            Issue.record("it was not taken")
            return
        }
        withExtendedLifetime(lock) {
            let permissions = try? manager.attributesOfItem(atPath: directory.path("lock"))[.posixPermissions]
            #expect(permissions as? Int == 0o600)
        }
    }
}

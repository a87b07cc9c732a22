import Foundation
import TestSupport
import Testing

@testable import ByteIO

/// A file appears whole, or not at all.
@Suite struct OutputFileTests {
    private let directory = TemporaryDirectory.made()

    private func write(_ bytes: [UInt8], to name: String, mayReplace: Bool = false, commit: Bool = true)
        throws
    {
        let output = try OutputFile(
            path: directory.path(FilePath(name)), byteCount: bytes.count, mayReplace: mayReplace)
        try output.write(bytes.span, at: 0)
        #expect(
            try directory.contents.filter { !$0.hasPrefix(".") } == directory.contents,
            "nothing hidden lies about")
        if commit { try output.commit() }
    }

    @Test func committedFileHasItsBytes() throws {
        try write([1, 2, 3], to: "a")
        #expect(try TemporaryDirectory.contents(of: directory.path("a")) == [1, 2, 3])
        #expect(try directory.contents == ["a"])
    }

    @Test func droppedFileLeavesNothing() throws {
        try write([1, 2, 3], to: "a", commit: false)
        #expect(try directory.contents.isEmpty)
    }

    @Test func droppedReplacementKeepsTheOldFile() throws {
        try write([1], to: "a")
        try write([2], to: "a", mayReplace: true, commit: false)
        #expect(try TemporaryDirectory.contents(of: directory.path("a")) == [1])
        try write([2], to: "a", mayReplace: true)
        #expect(try TemporaryDirectory.contents(of: directory.path("a")) == [2])
        #expect(try directory.contents == ["a"])
    }

    @Test func openReaderKeepsTheOldFile() throws {
        try write([1, 1], to: "a")
        let reader = try InputFile(path: directory.path("a"))
        try write([2, 2], to: "a", mayReplace: true)
        #expect(try reader.bytes(2, at: 0) == [1, 1])
    }

    @Test func existingFileIsKeptUnlessItMayBeReplaced() throws {
        try write([1], to: "a")
        let error = #expect(throws: FileError.self) { try write([2], to: "a") }
        #expect(error?.code == .cannotCreate)
        #expect(error?.allowed?.contains("--force") == true)
    }

    /// Two writers of a new file: one wins, the other is told.
    @Test func fileThatAppearsMeanwhileIsNotReplaced() throws {
        let output = try OutputFile(path: directory.path("a"), byteCount: 1, mayReplace: false)
        try write([1], to: "a")
        let error = #expect(throws: FileError.self) { try output.commit() }
        #expect(error?.code == .cannotCreate)
        #expect(try TemporaryDirectory.contents(of: directory.path("a")) == [1])
    }

    @Test func linkIsReplacedAndNotFollowed() throws {
        try write([1], to: "target")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("link"), withDestinationPath: "target")
        try write([2], to: "link", mayReplace: true)
        #expect(try TemporaryDirectory.contents(of: directory.path("target")) == [1])
        #expect(try TemporaryDirectory.contents(of: directory.path("link")) == [2])
    }

    @Test(arguments: ["missing/a", ".", "..", "", "a/"]) func impossiblePathIsRefused(_ name: String) throws {
        let error = #expect(throws: FileError.self) {
            try OutputFile(path: directory.path(FilePath(name)), byteCount: 1, mayReplace: true)
        }
        #expect(error?.code == .cannotCreate)
    }

    @Test(arguments: [0o600, 0o640, 0o444, 0o755]) func replacementKeepsThePermissions(_ mode: Int) throws {
        try write([1], to: "a")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory.path("a"))
        let output = try OutputFile(path: directory.path("a"), byteCount: 1, mayReplace: true)
        try output.write([2].span, at: 0)
        try output.commit()
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path("a"))
        #expect(attributes[.posixPermissions] as? Int == mode)
        #expect(try TemporaryDirectory.contents(of: directory.path("a")) == [2])
        try write([3], to: "new", mayReplace: true)
        try Data([3]).write(to: URL(filePath: directory.path("plain")))
        #expect(
            try FileManager.default.attributesOfItem(atPath: directory.path("new"))[.posixPermissions] as? Int
                == FileManager.default.attributesOfItem(atPath: directory.path("plain"))[.posixPermissions]
                as? Int,
            "what replaces nothing has what the umask leaves")
    }

    /// The bits of the mode's group are an access list's mask, which is no permission of the group's.
    @Test(arguments: [(0o660, 0o600), (0o664, 0o644), (0o604, 0o604)])
    func groupOfAFileWithAnAccessListGainsNothing(_ mode: Int, _ expected: Int) throws {
        let old = try InputFile(path: directory.write([1], to: "old"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory.path("old"))
        let folder = try OpenDirectory(path: FilePath(directory.path))
        let new = try UnfinishedFile(
            in: folder, for: "new", path: FilePath(directory.path("new") as String), permissions: 0o666)
        new.takePermissions(of: try #require(old.currentIdentity), hasAccessList: true)
        #expect(try Int(new.reading().identity.mode & 0o777) == expected)
    }

    @Test func longestNameThatFitsIsTaken() throws {
        let name = String(repeating: "x", count: 255)
        try write([1], to: name)
        try write([2], to: name, mayReplace: true)
        #expect(try directory.contents == [name])
    }

    @Test func partsMayComeInAnyOrder() throws {
        let output = try OutputFile(path: directory.path("a"), byteCount: 6, mayReplace: false)
        for offset in [4, 0, 2] { try output.write([UInt8(offset), UInt8(offset + 1)].span, at: offset) }
        try output.commit()
        #expect(try TemporaryDirectory.contents(of: directory.path("a")) == [0, 1, 2, 3, 4, 5])
    }
}

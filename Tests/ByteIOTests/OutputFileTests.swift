import ByteIO
import Foundation
import TestSupport
import Testing

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

import ByteIO
import Foundation
import TestSupport
import Testing

@testable import ToolSupport

/// What a list of files lets a command open.
@Suite struct ListedFileTests {
    private let directory = TemporaryDirectory.made()

    private func readable(_ lines: [String]) throws -> Set<String> {
        let list = try directory.write(Array(lines.joined(separator: "\n").utf8), to: "list")
        return Set(try #require(FileAccess.listed(in: FilePath(list), 0x0A)).compactMap(\.text))
    }

    @Test func filesOfAListAreAllowedOneByOne() throws {
        #expect(try readable(["a/b.png", "c.png", "", "a/b.png"]) == ["a/b.png", "c.png"])
        #expect(try readable([]) == [])
    }

    /// So that the kernel is not given millions of rules.
    @Test func foldersAreAllowedWhereFilesAreMany() throws {
        let link = directory.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "elsewhere")
        let first = (0..<65_536).map { "first/\($0)" }
        let others = (0..<1000).map { "others/\($0 % 3)/\($0)" }
        let allowed = try readable(first + others + [link, "last"])
        #expect(allowed.subtracting(first) == ["others/0/", "others/1/", "others/2/", link, "."])
    }

    @Test func whatIsPipedInIsNotKnown() throws {
        unsafe mkfifo(directory.path("fifo"), 0o600)
        #expect(FileAccess.listed(in: "-", 0x0A) == nil)
        #expect(FileAccess.listed(in: FilePath(directory.path("fifo")), 0x0A) == nil)
    }
}

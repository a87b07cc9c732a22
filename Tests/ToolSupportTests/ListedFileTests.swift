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

    /// Names of 4,096 bytes fill the memory that there is for names before they are many.
    @Test func foldersAreAllowedWhereNamesAreLong() throws {
        let folder = String(repeating: "n/", count: 2000)
        let names = (0..<5000).map { "\(folder)\($0)" }
        let allowed = try readable(names)
        #expect(allowed.count < 4500 && allowed.contains(names[4000]) && allowed.contains(folder))
    }

    /// Where even the folders are too many, or their names too long, every file is allowed.
    @Test(arguments: [(131_073, 0), (9_000, 4000)]) func tooManyFoldersAreNotKept(
        _ count: Int, _ length: Int
    ) throws {
        let padding = String(repeating: "n", count: length)
        let lines = (0..<count).map { "\($0)\(padding)/\($0)" }.joined(separator: "\n")
        let list = try directory.write(Array(lines.utf8), to: "list")
        #expect(FileAccess.listed(in: FilePath(list), 0x0A) == nil)
    }

    @Test func whatIsPipedInIsNotKnown() throws {
        unsafe mkfifo(directory.path("fifo"), 0o600)
        #expect(FileAccess.listed(in: "-", 0x0A) == nil)
        #expect(FileAccess.listed(in: FilePath(directory.path("fifo")), 0x0A) == nil)
    }
}

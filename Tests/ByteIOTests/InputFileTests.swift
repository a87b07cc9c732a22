import ByteIO
import Foundation
import TestSupport
import Testing

/// A file is read by position from one descriptor, and whatever happens to it meanwhile is an error.
@Suite struct InputFileTests {
    private let directory = TemporaryDirectory.made()

    @Test func bytesAreThoseOfTheRange() throws {
        let file = try InputFile(path: directory.write([0, 1, 2, 3, 4], to: "a"))
        #expect(file.byteCount == 5)
        #expect(try file.bytes(3, at: 1) == [1, 2, 3])
        #expect(try file.bytes(0, at: 5).isEmpty)
        var buffer: [UInt8] = [9, 9, 9, 9]
        try file.read(2, at: 3, into: &buffer)
        #expect(buffer == [3, 4, 9, 9])
    }

    @Test(arguments: [(1, 5), (6, 0), (-1, 0), (1, -1), (Int.max, 1), (1, Int.max)])
    func rangeOutsideTheFileIsRefused(_ count: Int, _ offset: Int) throws {
        let file = try InputFile(path: directory.write([0, 1, 2, 3, 4], to: "a"))
        let error = #expect(throws: FileError.self) { try file.bytes(count, at: offset) }
        #expect(error?.code == .malformed)
    }

    @Test func fileThatShrinksIsAnError() throws {
        let path = try directory.write([UInt8](repeating: 7, count: 10_000), to: "a")
        let file = try InputFile(path: FilePath(path))
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 100)
        let error = #expect(throws: FileError.self) { try file.bytes(10_000, at: 0) }
        #expect(error?.code == .changed)
        #expect(error?.location == "offset 100")
        #expect(throws: FileError.self) { try file.requireUnchanged() }
    }

    @Test func fileThatIsRewrittenIsNoticed() throws {
        let path = try directory.write([1, 2, 3], to: "a")
        let file = try InputFile(path: FilePath(path))
        try file.requireUnchanged()
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.write(contentsOf: [4])
        try handle.close()
        let error = #expect(throws: FileError.self) { try file.requireUnchanged() }
        #expect(error?.code == .changed)
    }

    @Test func pathThatIsReplacedChangesNothing() throws {
        let path = try directory.write([1, 2, 3], to: "a")
        let file = try InputFile(path: FilePath(path))
        #expect(file.isSameFile(as: FilePath(path)))
        try FileManager.default.moveItem(atPath: directory.write([9], to: "b"), toPath: directory.path("c"))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: directory.path("c"), toPath: path)
        #expect(try file.bytes(3, at: 0) == [1, 2, 3])
        #expect(!file.isSameFile(as: FilePath(path)))
    }

    @Test func thingsThatAreNoFilesAreRefused() throws {
        // The paths are strings of this test.
        unsafe mkfifo(directory.path("fifo"), 0o600)
        for (path, code) in [
            (directory.path("fifo"), FileError.Code.notRegularFile), (directory.path, .notRegularFile),
            ("/dev/zero", .notRegularFile), (directory.path("missing"), .missing), ("", .missing),
            (directory.path("missing/x"), .missing),
        ] {
            let error = #expect(throws: FileError.self) { try InputFile(path: FilePath(path)) }
            #expect(error?.code == code, "\(path): \(String(describing: error))")
        }
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("loop"), withDestinationPath: "loop")
        #expect(throws: FileError.self) { try InputFile(path: directory.path("loop")) }
    }
}

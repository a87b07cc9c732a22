import ByteIO
import TestSupport
import Testing

@testable import ToolSupport

/// Lists of texts and records, as they are read piece by piece.
@Suite struct TextListTests {
    private let directory = TemporaryDirectory.made()

    private func list(_ bytes: [UInt8], limit: Int = 10) throws -> [(text: String, line: Int, isCut: Bool)] {
        var list = try TextList(path: FilePath(directory.write(bytes, to: "list")), limit: limit)
        var lines: [(String, Int, Bool)] = []
        while let record = try list.next() {
            lines.append((String(decoding: record.bytes, as: UTF8.self), list.lineNumber, record.isCut))
            // Looking ahead changes nothing.
            #expect(try list.isReady())
        }
        return lines
    }

    @Test func blankLinesMarksAndCarriageReturnsAreDropped() throws {
        let lines = try list([0xEF, 0xBB, 0xBF] + Array("a\r\n\n \t\r\n b \n\u{FEFF}\nc".utf8))
        #expect(lines.map(\.text) == ["a", " b ", "\u{FEFF}", "c"])
        #expect(lines.map(\.line) == [1, 4, 5, 6])
    }

    @Test(arguments: ["", "\n", "\r\n\n\n", " "]) func listOfNothingIsEmpty(_ text: String) throws {
        #expect(try list(Array(text.utf8)).isEmpty)
    }

    @Test func pathsHaveAnyBytes() throws {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A, 0x0A, 0x20, 0x0A, 0xFF]
        var list = try TextList(
            path: FilePath(directory.write(bytes, to: "list")), of: .paths(separator: 0x0A), limit: 10)
        var paths: [[UInt8]] = []
        while let record = try list.next() { paths.append(record.bytes) }
        #expect(paths == [[0xEF, 0xBB, 0xBF, 0x61, 0x0D], [0x20], [0xFF]])
    }

    @Test func longLinesAreCut() throws {
        let text = "0123456789\n01234567890\n" + String(repeating: " ", count: 11) + "\nb"
        let lines = try list(Array(text.utf8))
        #expect(lines.map(\.isCut) == [false, true, true, false])
        #expect(lines.map(\.text.utf8.count) == [10, 10, 10, 1])
    }

    /// Texts over the edges of the pieces in which a file is read.
    @Test func recordsOfAnyLengthAreWhole() throws {
        let lengths = [0, 1, (1 << 16) - 2, 1 << 16, 3, (1 << 17) + 5, 0, 7]
        let bytes = lengths.flatMap { [UInt8](repeating: 0x61, count: $0) + [0] }
        var reader = try RecordReader(
            path: FilePath(directory.write(bytes, to: "records")), separator: 0, limit: 1 << 20)
        var read: [Int] = []
        while let record = try reader.next() {
            read.append(record.bytes.count)
            #expect(try reader.isReady())
        }
        #expect(read == lengths)
        #expect(try reader.next() == nil)
    }

    /// Blank lines that go on for ever do not keep what was read before them.
    @Test func lookingAheadEndsAmongBlankLines() throws {
        let bytes = Array("a\n".utf8) + [UInt8](repeating: 0x0A, count: 1 << 16) + Array("b\n".utf8)
        var list = try TextList(path: FilePath(directory.write(bytes, to: "list")), limit: 10)
        #expect(try list.next()?.bytes == [0x61])
        #expect(try !list.isReady())
        #expect(try list.next()?.bytes == [0x62])
    }
}

import TestSupport
import Testing

@testable import ByteIO

/// A path is bytes, and stays the bytes that it is.
@Suite struct FilePathTests {
    private let directory = TemporaryDirectory.made()

    /// Names of every odd kind that Linux has.
    static let oddNames: [[UInt8]] = [
        [0x78, 0xFF], [0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        Array("a\nb".utf8), Array("-x".utf8), Array("a\tb".utf8), Array("\u{202E}gpj".utf8),
        Array("\u{10FFFF}\u{10FF80}".utf8), Array("e\u{301}".utf8), Array("\u{E9}".utf8),
        [UInt8](repeating: 0xFE, count: 255),
    ]

    @Test(arguments: oddNames) func fileOfAnyNameIsWrittenListedAndRead(_ name: [UInt8]) throws {
        let path = FilePath(directory.path).appending(FilePath(bytes: name))
        let output = try OutputFile(path: path, byteCount: 1, mayReplace: false)
        try output.write([7].span, at: 0)
        try output.commit()
        let folder = try OpenDirectory(path: FilePath(directory.path))
        #expect(try folder.names().map(\.bytes) == [name])
        #expect(try folder.open(FilePath(bytes: name)).bytes(1, at: 0) == [7])
        #expect(try InputFile(path: path).bytes(1, at: 0) == [7])
    }

    @Test(arguments: oddNames + [[], [0xF4, 0x8F, 0xBF, 0xBF, 0xFF], Array("ä".utf8)])
    func argumentKeepsItsBytes(_ bytes: [UInt8]) {
        let text = ProcessArguments.encoded(bytes)
        #expect(ProcessArguments.bytes(of: text) == bytes)
        if let plain = String(validating: bytes, as: UTF8.self), !plain.contains("\u{10FFFF}") {
            #expect(text == plain, "what is UTF-8 is parsed as it is")
        }
    }

    @Test func noTwoArgumentsHaveTheSameText() {
        let ends: [[UInt8]] = [
            [0xFF], [0xFE], Array("\u{FFFD}".utf8), Array("\u{10FFFF}".utf8), Array("\u{10FFFE}".utf8),
        ]
        #expect(Set(ends.map { Array(ProcessArguments.encoded([0x78] + $0).utf8) }).count == ends.count)
    }

    @Test(
        arguments: [
            ([0x78, 0xFF, 0xC3, 0xA4], "x\\xffä"), ([0xE2, 0x82], "\\xe2\\x82"), ([0x61], "a"), ([], ""),
            ([0xF0, 0x9F, 0x41], "\\xf0\\x9fA"),
        ] as [([UInt8], String)])
    func bytesThatAreNoTextAreShownEscaped(_ bytes: [UInt8], _ shown: String) {
        #expect(FilePath(bytes: bytes).description == shown)
    }

    @Test func pathWithNULIsRefusedWithItsPlace() throws {
        let path = "\(FilePath(directory.path))/a\0b" as FilePath
        try directory.write([1], to: "a")
        func refusal(_ open: () throws -> Void) throws {
            let error = try #require(throws: FileError.self) { try open() }
            #expect(error.code == .malformed && error.found.contains("NUL byte at position"))
            #expect(error.description.contains("a\\u{0}b"))
        }
        try refusal { _ = try InputFile(path: path) }
        try refusal { _ = try OutputFile(path: path, byteCount: 0, mayReplace: true) }
        try refusal { _ = try OpenDirectory(path: path, creating: true) }
        #expect(try directory.contents == ["a"])
        let folder = try OpenDirectory(path: FilePath(directory.path))
        #expect(throws: FileError.self) { try folder.open("a\0b") }
        #expect(folder.status(of: "a\0b") == nil && FileIdentity(ofPath: path) == nil)
    }

    @Test func interpolatedPathsKeepTheirBytes() {
        let folder = FilePath(bytes: [0xFF])
        let path: FilePath = "\(folder)/\("ä")\(7).bin"
        #expect(path.bytes == [0xFF] + Array("/ä7.bin".utf8))
        #expect(FilePath("a/").appending("b") == "a/b" && FilePath("a").appending("b") == "a/b")
        #expect(FilePath("a/b//").lastComponent == "b" && FilePath("/").lastComponent == "/")
    }
}

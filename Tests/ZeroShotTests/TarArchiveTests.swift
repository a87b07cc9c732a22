import ByteIO
import TestSupport
import Testing

@testable import ZeroShot

/// Archives as GNU tar, Python and pax write them, and such as nobody should.
@Suite struct TarArchiveTests {
    private let directory = TemporaryDirectory.made()

    private func archive(_ bytes: [UInt8]) throws -> TarArchive {
        try TarArchive(InputFile(path: directory.write(bytes, to: "a.tar")))
    }

    @Test func membersLieWhereTheyAre() throws {
        var tar = TarBuilder()
        tar.add("a.jpg", [1, 2, 3])
        tar.add("folder/", [], kind: UInt8(ascii: "5"))
        tar.add("b.cls", Array("7\n".utf8), prefix: "deep/er")
        let long = String(repeating: "n", count: 150)
        tar.addLong(long + ".jpg", [4])
        tar.addExtended(long + ".png", [5, 6])
        tar.add("link", [], kind: UInt8(ascii: "2"))
        let archive = try archive(tar.finished)
        #expect(archive.members.map(\.name) == ["a.jpg", "deep/er/b.cls", long + ".jpg", long + ".png"])
        #expect(
            try archive.members.map {
                try archive.file.bytes($0.byteRange.count, at: $0.byteRange.lowerBound)
            }
                == [[1, 2, 3], Array("7\n".utf8), [4], [5, 6]])
        #expect(try archive.line(of: archive.members[1]) == "7")
    }

    @Test func archiveMayJustEnd() throws {
        var tar = TarBuilder()
        tar.add("a.jpg", [UInt8](repeating: 9, count: 512))
        #expect(try archive(tar.bytes).members.count == 1)
    }

    @Test(arguments: [0, 100, 124, 150, 156, 257])
    func damageOfAHeaderIsTold(_ position: Int) throws {
        var tar = TarBuilder()
        tar.add("a.jpg", [1])
        var bytes = tar.finished
        bytes[position] ^= 0x11
        #expect(throws: FileError.self) { try archive(bytes) }
    }

    @Test func memberThatIsLongerThanTheArchiveIsTold() throws {
        var tar = TarBuilder()
        tar.add("a.jpg", [UInt8](repeating: 9, count: 2000))
        let error = #expect(throws: FileError.self) { try archive(Array(tar.bytes.prefix(1024))) }
        #expect(error?.description.contains("2000 bytes") == true)
    }

    @Test func whatIsNoArchiveIsTold() throws {
        #expect(throws: FileError.self) { try archive([]) }
        #expect(throws: FileError.self) { try archive(Array("no archive".utf8)) }
        #expect(throws: FileError.self) { try archive([UInt8](repeating: 0x1F, count: 4096)) }
    }

    @Test func everyTruncationAndChangeEnds() throws {
        var tar = TarBuilder()
        tar.addExtended(String(repeating: "n", count: 120) + ".jpg", [5, 6])
        tar.addLong(String(repeating: "m", count: 120) + ".jpg", [7])
        for length in stride(from: 0, to: tar.bytes.count, by: 13) {
            _ = try? archive(Array(tar.bytes.prefix(length)))
        }
        for position in tar.bytes.indices.filter({ $0 % 512 < 200 }) {
            for change: UInt8 in [0xFF, 0x80, 0x01] {
                var bytes = tar.bytes
                bytes[position] ^= change
                _ = try? archive(bytes)
            }
        }
    }
}

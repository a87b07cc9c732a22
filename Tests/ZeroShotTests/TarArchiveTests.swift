import ByteIO
import CLIPRuntime
import Foundation
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

    // MARK: Bounds

    /// Of a member only the header is looked at: 7 GiB of nothing take no memory, and are no image.
    @Test func sparseMemberIsListedAndRefusedAsAnImage() throws {
        var tar = TarBuilder()
        let size = 7 << 30
        tar.addHeader("a.jpg", byteCount: size)
        let path = try directory.write(tar.bytes, to: "a.tar")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: UInt64(tar.bytes.count + size))
        let archive = try TarArchive(InputFile(path: FilePath(path)))
        #expect(archive.members.map(\.byteRange.count) == [size])
        let model = try ShapesModel.opened()
        let pictures = PictureSet(
            labels: try LabelSet([Label("cat")]),
            pictures: [
                LabelledPicture(
                    name: "a.jpg", label: 0, place: .range(archive.file, archive.members[0].byteRange))
            ], otherFileCount: 0)
        let classifier = try ZeroShotClassifier(
            pictures.labels, TemplateSet([PromptTemplate("{}")]), model: model)
        let result = try Evaluation(of: pictures, by: classifier, model: model)
        #expect(result.unreadable.map(\.error.code) == [.unsupported] && result.count == 0)
    }

    @Test func namesAreBounded() throws {
        let long = String(repeating: "n", count: ListLimits.memberNameByteCount)
        var (gnu, pax, nul) = (TarBuilder(), TarBuilder(), TarBuilder())
        gnu.addLong(long, [1])
        pax.addExtended(long, [1])
        #expect(try archive(gnu.finished).members.map(\.name) == [long])
        #expect(try archive(pax.finished).members.map(\.name) == [long])
        (gnu, pax) = (TarBuilder(), TarBuilder())
        gnu.addLong(long + "n", [1])
        pax.addExtended(long + "n", [1])
        nul.addExtended("a\0b", [1])
        for tar in [gnu, pax, nul] { #expect(throws: FileError.self) { try archive(tar.finished) } }
        // A header of names that is said to be huge is refused before it is read.
        for kind in ["L", "x"] {
            var tar = TarBuilder()
            tar.addHeader("a", byteCount: 5 << 30, kind: UInt8(ascii: Unicode.Scalar(kind) ?? "L"))
            let path = try directory.write(tar.bytes, to: "huge.tar")
            try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 6 << 30)
            let error = #expect(throws: FileError.self) { try TarArchive(InputFile(path: FilePath(path))) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func nameThatStandsTwiceIsRefused() throws {
        for twice in ["a.jpg", "a.txt"] {
            var tar = TarBuilder()
            for name in ["a.jpg", "a.txt", twice] { tar.add(name, Array("cat".utf8)) }
            let error = #expect(throws: FileError.self) {
                try PictureSet(archive: archive(tar.finished), labels: nil)
            }
            #expect(error?.description.contains("'\(twice)': it stands in the archive twice") == true)
        }
    }

    /// Two Unicode forms of one name are two members, each with a label of its own.
    @Test func membersAreKnownByTheBytesOfTheirNames() throws {
        var tar = TarBuilder()
        for (name, label) in [("e\u{301}", "\u{E9}"), ("\u{E9}", "e\u{301}")] {
            tar.add(name + ".jpg", [1])
            tar.add(name + ".txt", Array(label.utf8))
        }
        let pictures = try PictureSet(archive: archive(tar.finished), labels: nil)
        #expect(pictures.labels.labels.map { Array($0.id.utf8) } == [[0x65, 0xCC, 0x81], [0xC3, 0xA9]])
        #expect(pictures.pictures.map(\.label) == [1, 0])
    }

    @Test func costGrowsWithTheMembers() throws {
        let spent = try [100, 200, 400].map { count in
            var tar = TarBuilder()
            for index in 0..<count { tar.add("\(1000 + index).jpg", []) }
            var budget = WorkBudget.forArchive(ofBytes: tar.finished.count)
            let path = try directory.write(tar.finished, to: "a.tar")
            #expect(try TarArchive(InputFile(path: FilePath(path)), &budget).members.count == count)
            return WorkBudget.Cost.allCases.map { budget.spent($0) }
        }
        for (less, more) in zip(spent, spent.dropFirst()) {
            for (less, more) in zip(less, more) {
                #expect(less > 0 && Double(more) <= 2.2 * Double(less), "\(spent)")
            }
        }
    }

    /// GNU's headers have times where POSIX has a prefix of the name; a blank tells them apart.
    @Test func headerOfGNUHasNoPrefix() throws {
        var tar = TarBuilder()
        tar.add("a.jpg", [1], prefix: "0123456")
        var bytes = tar.finished
        #expect(try archive(bytes).members.map(\.name) == ["0123456/a.jpg"])
        bytes.replaceSubrange(262..<264, with: [0x20, 0x20])
        TarBuilder.repairChecksums(of: &bytes)
        #expect(try archive(bytes).members.map(\.name) == ["a.jpg"])
    }
}

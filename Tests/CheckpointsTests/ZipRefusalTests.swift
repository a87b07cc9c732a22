import ByteIO
import Checkpoints
import TestSupport
import Testing

/// Archives that two readers could read differently, or that ask for too much.
@Suite struct ZipRefusalTests {
    @Test(arguments: contradictions + names + records)
    func archiveIsRefused(_ refusal: Refusal) throws {
        try refusal.check()
    }

    @Test func honestArchiveIsRead() throws {
        let contents = try read(TorchArchiveBuilder.small)
        #expect(contents["weight"] == (0..<24).map { UInt8($0) })
        #expect(contents["bias"] == (24..<36).map { UInt8($0) })
    }

    @Test(arguments: [1, 2, 7, 64]) func alignmentDoesNotMatter(_ alignment: Int) throws {
        var zip = TorchArchiveBuilder.small
        zip.alignment = alignment
        #expect(try read(zip) == read(TorchArchiveBuilder.small))
    }

    @Test func legalDescriptorsAreRead() throws {
        let payload = TorchArchiveBuilder.small["archive/data/0"].payload
        let crc = little(Int(crc32(payload)), 4)
        for descriptor in [
            crc + little(24, 4) + little(24, 4), [0x50, 0x4B, 7, 8] + crc + little(24, 8) + little(24, 8),
        ] {
            var zip = TorchArchiveBuilder.small
            zip["archive/data/0"].descriptor = descriptor
            #expect(try read(zip) == read(TorchArchiveBuilder.small))
        }
    }

    @Test func archiveWithoutChecksumsIsReadWithAWarning() throws {
        var zip = TorchArchiveBuilder.small
        for index in zip.entries.indices { zip.entries[index].crc32 = 0 }
        let directory = try TemporaryDirectory()
        let checkpoint = try Checkpoint(path: directory.write(zip.build(), to: "file"))
        #expect(checkpoint.warnings.contains { $0.contains("no checksums") })
        #expect(try readAll(checkpoint) == read(TorchArchiveBuilder.small))
    }

    @Test(arguments: ["3", "3\n", "10", "1", "4\n"]) func knownVersionsAreRead(_ version: String) throws {
        var zip = TorchArchiveBuilder.small
        zip["archive/version"].payload = Array(version.utf8)
        #expect(try read(zip).count == 2)
    }

    @Test func sixtyThousandEmptyEntriesAreRead() throws {
        var zip = TorchArchiveBuilder.small
        zip.alignment = 1
        for index in 0..<60_000 {
            var entry = ZipBuilder.Entry("archive/code/\(index)", [])
            entry.flags = 0x0800
            zip.entries.append(entry)
        }
        #expect(try read(zip).count == 2)
    }

    private func read(_ zip: ZipBuilder) throws -> [String: [UInt8]] {
        let directory = try TemporaryDirectory()
        return try readAll(Checkpoint(path: directory.write(zip.build(), to: "file")))
    }

    // MARK: Cases

    private static func changed(_ change: (inout ZipBuilder) -> Void) -> [UInt8] {
        var zip = TorchArchiveBuilder.small
        change(&zip)
        return zip.build()
    }

    private static let record = "archive/data/0"

    static let contradictions: [Refusal] =
        [
            Refusal(
                "bytes before", changed { $0.prefix = [1, 2, 3] }, "this is no checkpoint", .unsupported),
            Refusal("byte after", changed { $0.suffix = [0] }, "no end record"),
            Refusal(
                "70,000 bytes after", changed { $0.suffix = [UInt8](repeating: 0, count: 70_000) },
                "no end record"),
            Refusal(
                "second archive after", changed { $0.suffix = TorchArchiveBuilder.small.build() },
                "ZIP64 locator"),
            Refusal("comment", changed { $0.comment = Array("hello".utf8) }, "no end record"),
            Refusal(
                "end record inside the comment",
                changed { $0.comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18) },
                "central directory"),
            Refusal(
                "entry count too high", changed { $0.statedEntryCount = 5 }, "the data ends after 0 bytes"),
            Refusal("entry count too low", changed { $0.statedEntryCount = 3 }, "goes on"),
            Refusal("entry count zero", changed { $0.statedEntryCount = 0 }, "goes on"),
            Refusal(
                "entry count beyond the limit", changed { $0.statedEntryCount = 1 << 32 }, "at most 65536"),
            Refusal("entry count of 63 bits", changed { $0.statedEntryCount = .max }, "at most 65536"),
            Refusal(
                "directory beyond the end", changed { $0.statedDirectoryOffset = 1 << 40 },
                "central directory"),
            Refusal("directory at 63 bits", changed { $0.statedDirectoryOffset = .max }, "central directory"),
            Refusal("directory too long", changed { $0.statedDirectorySize = 1 << 20 }, "central directory"),
            Refusal("directory in the data", changed { $0.statedDirectoryOffset = 64 }, "central directory"),
            Refusal("locator astray", changed { $0.statedLocatorOffset = 12 }, "ZIP64 locator"),
            Refusal("several disks", changed { $0.disk = 1 }, "several disks", .unsupported),
            Refusal(
                "header beyond the end", changed { $0[record].statedOffset = 1 << 30 },
                "not a data descriptor"),
            Refusal("header shared", changed { $0["archive/data/1"].statedOffset = 0 }, "overlaps"),
            Refusal(
                "entry not in the directory", changed { $0[record].isInDirectory = false }, "data descriptor"),
            Refusal(
                "local name", changed { $0[record].localName = Array("archive/data/9".utf8) },
                "name in the local header"),
            Refusal(
                "local method", changed { $0[record].localMethod = 8 },
                "compression method in the local header"),
            Refusal("local flags", changed { $0[record].localFlags = 0x0809 }, "flags in the local header"),
            Refusal("encrypted", changed { $0[record].flags = 0x0809 }, "encrypted", .unsupported),
            Refusal("strongly encrypted", changed { $0[record].flags = 0x0848 }, "encrypted", .unsupported),
            Refusal("masked headers", changed { $0[record].flags = 0x2808 }, "encrypted", .unsupported),
            Refusal("deflated by word only", changed { $0[record].method = 8 }, "deflated data are damaged"),
            Refusal("stored with two sizes", changed { $0[record].statedSize = 32 }, "24 bytes for 32"),
            Refusal(
                "deflated beyond what is possible",
                changed {
                    $0[record].method = 8
                    $0[record].statedSize = 1 << 30
                }, "expand at most 1032 times"),
            Refusal("checksum wrong", changed { $0[record].crc32 = 7 }, "CRC-32"),
            Refusal(
                "descriptor wrong", changed { $0[record].descriptor = [UInt8](repeating: 1, count: 16) },
                "data descriptor"),
            Refusal("descriptor missing", changed { $0[record].descriptor = [] }, "data descriptor"),
            Refusal(
                "extra field overruns", changed { $0[record].centralExtra = [1, 0, 200, 0, 5] },
                "extra field is damaged"),
            Refusal(
                "size in a ZIP64 field that is not there",
                changed {
                    $0[record].statedSize = .max; $0[record].statedCompressedSize = .max
                },
                "ZIP64 field that is not there"),
            Refusal(
                "short ZIP64 field",
                changed {
                    $0[record].statedSize = .max
                    $0[record].statedCompressedSize = .max
                    $0[record].centralExtra = [1, 0, 4, 0, 1, 2, 3, 4]
                }, "extra field is damaged"),
        ]
        + [1, 9, 12, 14, 93, 99].map { method in
            Refusal(
                "method \(method)", changed { $0[record].method = method }, "compressed by method \(method)",
                .unsupported)
        }

    static let names: [Refusal] =
        [
            "../../x", "/abs", "C:x", "archive\\data", "archive//x", "archive/./x", "archive/../x",
            "archive/\u{0}", "archive/\u{1B}[31m",
            "archive/\u{202E}x",
        ].map { name in
            Refusal("named \(name)", changed { $0.entries.append(.init(name, [1])) }, "an entry is named")
        } + [
            Refusal("no name", changed { $0.entries.append(.init("", [1])) }, "0 bytes"),
            Refusal(
                "long name",
                changed { $0.entries.append(.init("archive/" + String(repeating: "x", count: 2000), [1])) },
                "2008 bytes"),
            Refusal(
                "name not UTF-8",
                changed { zip in
                    var entry = ZipBuilder.Entry("", [1])
                    entry.name = Array("archive/".utf8) + [0xFF]
                    zip.entries.append(entry)
                }, "not valid UTF-8"),
            Refusal("twice", changed { $0.entries.append($0.entries[1]) }, "two entries"),
            Refusal(
                "twice but for case", changed { $0.entries.append(.init("ARCHIVE/data/0", [1])) },
                "two entries"),
            Refusal(
                "twice but for Unicode form",
                changed { $0.entries += [.init("archive/\u{E9}", [1]), .init("archive/e\u{301}", [1])] },
                "two entries"),
            Refusal(
                "two roots", changed { $0.entries.append(.init("other/x", [1])) }, "2 things at its top",
                .unsupported),
            Refusal(
                "no root", changed { $0.entries.append(.init("data.pkl", [1])) }, "2 things at its top",
                .unsupported),
            Refusal(
                "65,537 entries",
                changed { zip in
                    zip.alignment = 1
                    for index in 0..<65_534 { zip.entries.append(.init("archive/\(index)", [])) }
                }, "at most 65536"),
        ]

    static let records: [Refusal] =
        [
            Refusal(
                "record missing", changed { $0.entries.remove(at: 1) }, "archive/data/0': it is not there"),
            Refusal("record short", changed { $0[record].payload.removeLast() }, "it has 23 bytes"),
            Refusal("record long", changed { $0[record].payload.append(0) }, "it has 25 bytes"),
            Refusal("no pickle", changed { $0.entries.remove(at: 0) }, "no 'archive/data.pkl'", .unsupported),
            Refusal("no version", changed { $0.entries.removeLast() }, "no 'archive/version'"),
            Refusal(
                "byte order", changed { $0.entries.append(.init("archive/byteorder", Array("big".utf8))) },
                "byte order", .unsupported),
            Refusal(
                "constants without a module",
                changed { $0.entries.append(.init("archive/constants.pkl", [0])) }, "as TorchScript"),
        ]
        + ["abc", "999", "0", "-3", "", "3\n\n", "٣"].map { version in
            Refusal(
                "version \(version)", changed { $0["archive/version"].payload = Array(version.utf8) },
                "version is not one", .unsupported)
        }
}

func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes.span)
    return crc.value
}

import ByteIO
import TestSupport

// Z: archives that two readers could read differently, or that ask for too much.
extension HostileCases {
    /// Cases of the zip container.
    package static var zip: [HostileCase] {
        foreign + zipEnds + zipDirectories + zipHeaders + zipCompression + zipNames + zipRecords + zipReadable
    }

    /// The small archive after a change.
    static func changed(_ change: (inout ZipBuilder) -> Void) -> [UInt8] {
        var zip = TorchArchiveBuilder.small
        change(&zip)
        return zip.build()
    }

    /// The bytes with some of them replaced, `distance` before their end.
    static func patched(_ bytes: [UInt8], before distance: Int, _ patch: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let start = bytes.count - distance
        bytes.replaceSubrange(start..<start + patch.count, with: patch)
        return bytes
    }

    /// What the small archive's tensors are.
    static let smallTensors: [String: [UInt8]] = [
        "weight": (0..<24).map { UInt8($0) }, "bias": (24..<36).map { UInt8($0) },
    ]
    static let record = "archive/data/0"
    static let pickleRecord = "archive/data.pkl"

    /// Where the small archive ends: the end record's 22 bytes, before it the ZIP64 locator's 20 and the ZIP64
    /// record's 56.
    private static let zipEnds: [HostileCase] =
        [
            .refused("Z1", "nothing", [], "the file is empty"),
            .refused("Z1", "one byte", [0x50], "this is no checkpoint", .unsupported),
            .refused(
                "Z1", "21 bytes", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 17),
                "ends before its end record"),
            .refused(
                "Z1", "empty archive", [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18),
                "empty zip archive", .unsupported),
            .refused(
                "Z4", "100 bytes before", changed { $0.prefix = [UInt8](repeating: 0x61, count: 100) },
                "this is no checkpoint", .unsupported),
            .refused("Z5", "byte after", changed { $0.suffix = [0] }, "no end record"),
            .refused(
                "Z5", "100 bytes after", changed { $0.suffix = [UInt8](repeating: 0, count: 100) },
                "no end record"),
            .refused(
                "Z5", "70,000 bytes after", changed { $0.suffix = [UInt8](repeating: 0, count: 70_000) },
                "no end record"),
            .refused(
                "Z5", "second archive after", changed { $0.suffix = TorchArchiveBuilder.small.build() },
                "ZIP64 locator"),
            .refused(
                "Z5", "legacy stream after", changed { $0.suffix = LegacyStreamBuilder().bytes },
                "no end record"),
            .refused("Z6", "comment", changed { $0.comment = Array("hello".utf8) }, "no end record"),
            .refused(
                "Z6", "end record inside the comment",
                changed { $0.comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18) },
                "central directory"),
            .refused(
                "Z7", "short count is another than the long one",
                patched(changed { _ in }, before: 14, little(3, 2) + little(3, 2)),
                "two end records disagree"),
            .refused(
                "Z7", "count too high", changed { $0.statedEntryCount = 5 }, "the data ends after 0 bytes"),
            .refused("Z7", "count too low", changed { $0.statedEntryCount = 3 }, "goes on"),
            .refused("Z7", "count 0", changed { $0.statedEntryCount = 0 }, "goes on"),
            .refused(
                "Z7", "count 65535", changed { $0.statedEntryCount = 65_535 },
                "the zip archive's directory costs more than its size allows"),
            .refused("Z7", "count 2^32", changed { $0.statedEntryCount = 1 << 32 }, "at most 65536"),
            .refused("Z7", "count 2^63 - 1", changed { $0.statedEntryCount = .max }, "at most 65536"),
            .refused("Z7", "count 2^64 - 1", changed { $0.statedEntryCount = -1 }, "at most 65536"),
            .refused(
                "Z9", "locator astray", changed { $0.statedLocatorOffset = 12 }, "ZIP64 locator"),
            .refused("Z9", "locator at 2^63", changed { $0.statedLocatorOffset = .min }, "ZIP64 locator"),
            .refused(
                "Z9", "record of 2^63 bytes", patched(changed { _ in }, before: 94, little(.min, 8)),
                "ZIP64 end record is damaged"),
            .refused(
                "Z9", "record without signature", patched(changed { _ in }, before: 98, [0]),
                "ZIP64 end record is damaged"),
            // Without its locator there is no ZIP64 record, only bytes that belong to nothing.
            .refused(
                "Z9", "locator without signature", patched(changed { _ in }, before: 42, [0]),
                "central directory"),
            .refused("Z10", "several disks", changed { $0.disk = 1 }, "several disks", .unsupported),
            .refused(
                "Z10", "locator of 2 disks", patched(changed { _ in }, before: 26, little(2, 4)),
                "ZIP64 locator"),
            .refused(
                "Z10", "ZIP64 record on disk 1", patched(changed { _ in }, before: 82, little(1, 4)),
                "several disks", .unsupported),
            .refused(
                "Z10", "fewer entries on this disk", patched(changed { _ in }, before: 74, little(3, 8)),
                "several disks", .unsupported),
        ]

    private static let zipDirectories: [HostileCase] =
        [
            .refused(
                "Z8", "directory beyond the end", changed { $0.statedDirectoryOffset = 1 << 40 },
                "central directory"),
            .refused(
                "Z8", "directory at 2^63 - 1", changed { $0.statedDirectoryOffset = .max },
                "central directory"),
            .refused(
                "Z8", "directory at 2^63", changed { $0.statedDirectoryOffset = .min }, "central directory"),
            .refused(
                "Z8", "directory of 2^63 bytes", changed { $0.statedDirectorySize = .min },
                "central directory"),
            .refused(
                "Z8", "directory too long", changed { $0.statedDirectorySize = 1 << 20 },
                "central directory"),
            .refused(
                "Z8", "directory in the data", changed { $0.statedDirectoryOffset = 64 },
                "central directory"),
            .refused(
                "Z11", "header beyond the end", changed { $0[record].statedOffset = 1 << 30 },
                "not a data descriptor"),
            .refused(
                "Z11", "header in the directory",
                changed { zip in zip[record].statedOffset = UInt32(zip.build().count - 200) },
                "not a data descriptor"),
            .refused(
                "Z11", "header inside another entry", changed { $0[record].statedOffset = 40 },
                "run into what follows"),
            .refused(
                "Z12", "header shared", changed { $0["archive/data/1"].statedOffset = 0 }, "overlaps"),
            .refused("Z13", "overlapping bomb of 250 entries", OverlapBomb.archive(count: 250), "run into"),
            .refused(
                "Z11", "entry not in the directory", changed { $0[record].isInDirectory = false },
                "data descriptor"),
            .refused(
                "Z30", "100,000 entries",
                changed { zip in
                    zip.alignment = 1
                    for index in 0..<100_000 { zip.entries.append(.empty("archive/\(index)")) }
                }, "at most 65536"),
            .refused(
                "Z30", "65,537 entries",
                changed { zip in
                    zip.alignment = 1
                    for index in 0..<65_533 { zip.entries.append(.empty("archive/\(index)")) }
                }, "at most 65536"),
        ]
}

extension ZipBuilder.Entry {
    /// An entry without content, as PyTorch writes it: no descriptor.
    static func empty(_ name: String) -> ZipBuilder.Entry {
        var entry = ZipBuilder.Entry(name, [])
        entry.flags = 0x0800
        return entry
    }
}

import ByteIO
import TestSupport

// Z: what the headers of an entry say.
extension HostileCases {
    static let zipHeaders: [HostileCase] =
        [
            .refused(
                "Z18", "stored with two sizes", changed { $0[record].statedSize = 32 }, "24 bytes for 32"),
            .refused(
                "Z21", "local name of a record",
                changed { $0[record].localName = Array("archive/data/9".utf8) },
                "name in the local header"),
            .refused(
                "Z21", "local name of the pickle",
                changed { $0[pickleRecord].localName = Array("archive/datap.kl".utf8) },
                "name in the local header"),
            .refused(
                "Z22", "local method", changed { $0[record].localMethod = 8 },
                "compression method in the local header"),
            .refused(
                "Z22", "local flags", changed { $0[record].localFlags = 0x0808 ^ 0x0800 },
                "flags in the local header"),
            .refused(
                "Z23", "encrypted in the local header", changed { $0[record].localFlags = 0x0809 },
                "flags in the local header"),
            .refused(
                "Z23", "encrypted in the directory",
                changed {
                    $0[record].flags = 0x0809
                    $0[record].localFlags = 0x0808
                }, "encrypted", .unsupported),
            .refused(
                "Z23", "encrypted in both", changed { $0[record].flags = 0x0809 }, "encrypted", .unsupported),
            .refused(
                "Z23", "strongly encrypted", changed { $0[record].flags = 0x0848 }, "encrypted", .unsupported),
            .refused(
                "Z23", "masked headers", changed { $0[record].flags = 0x2808 }, "encrypted", .unsupported),
            .refused(
                "Z24", "descriptor wrong",
                changed { $0[record].descriptor = [UInt8](repeating: 1, count: 16) },
                "data descriptor"),
            .refused("Z24", "descriptor missing", changed { $0[record].descriptor = [] }, "data descriptor"),
            .refused(
                "Z24", "descriptor of another size",
                changed {
                    $0[record].descriptor =
                        [0x50, 0x4B, 7, 8] + recordChecksum + little(23, 4) + little(24, 4)
                }, "data descriptor"),
            .refused(
                "Z26", "checksum of the pickle wrong", changed { $0[pickleRecord].crc32 = 7 }, "CRC-32"),
            .refusedWhenRead("Z26", "checksum of a record wrong", changed { $0[record].crc32 = 7 }, "CRC-32"),
            .refusedWhenRead("Z26", "one checksum of many is 0", changed { $0[record].crc32 = 0 }, "CRC-32"),
            .refused(
                "Z27", "central extra field overruns",
                changed { $0[record].centralExtra = [1, 0, 200, 0, 5] },
                "extra field is damaged"),
            .refused(
                "Z27", "central extra field of 65,535 bytes",
                changed { $0[record].centralExtra = [9, 9] + little(65_535, 2) }, "extra field is damaged"),
            .refused(
                "Z27", "local extra field overruns",
                patchedLocalExtraLength(to: 65_535), "are needed here"),
            .refused(
                "Z27", "size in a ZIP64 field that is not there",
                changed {
                    $0[record].statedSize = .max
                    $0[record].statedCompressedSize = .max
                }, "ZIP64 field that is not there"),
            .refused(
                "Z27", "short ZIP64 field",
                changed {
                    $0[record].statedSize = .max
                    $0[record].statedCompressedSize = .max
                    $0[record].centralExtra = [1, 0, 4, 0, 1, 2, 3, 4]
                }, "extra field is damaged"),
            .refused(
                "Z27", "two ZIP64 fields",
                changed { $0[record].centralExtra = [1, 0, 0, 0, 1, 0, 0, 0] }, "two ZIP64 fields"),
            .refused(
                "Z27", "ZIP64 size of 2^63",
                changed {
                    $0[record].statedSize = .max
                    $0[record].statedCompressedSize = .max
                    $0[record].centralExtra = [1, 0, 16, 0] + little(.min, 8) + little(.min, 8)
                }, "impossible size"),
        ]

    /// The first local header says that its extra field has so many bytes.
    private static func patchedLocalExtraLength(to count: Int) -> [UInt8] {
        var bytes = changed { _ in }
        bytes.replaceSubrange(28..<30, with: little(count, 2))
        return bytes
    }

    static let recordChecksum = little(Int(checksum(TorchArchiveBuilder.small[record].payload)), 4)

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes.span)
        return crc.value
    }
}

import ByteIO
import TestSupport

// Z: what the records of PyTorch's say, and oddities that are no lies.
extension HostileCases {
    static let zipRecords: [HostileCase] =
        [
            .refused(
                "Z34", "big-endian",
                changed { $0.entries.append(.init("archive/byteorder", Array("big".utf8))) },
                "byte order", .unsupported),
            .refused(
                "Z34", "byte order 'middle'",
                changed { $0.entries.append(.init("archive/byteorder", Array("middle".utf8))) }, "byte order",
                .unsupported),
            .refused(
                "Z34", "byte order of 1 MB",
                changed {
                    $0.entries.append(.init("archive/byteorder", [UInt8](repeating: 0x6C, count: 1 << 20)))
                },
                "it has 1048576 bytes"),
            .refused("Z33", "no version", changed { $0.entries.removeLast() }, "no 'archive/version'"),
            .refused(
                "Z33", "version of 1 MB",
                changed { $0["archive/version"].payload = [UInt8](repeating: 0x33, count: 1 << 20) },
                "it has 1048576 bytes"),
            .refused(
                "J13", "no pickle", changed { $0.entries.remove(at: 0) }, "no 'archive/data.pkl'",
                .unsupported),
        ]
        + ["abc", "999", "0", "11", "-3", "", "3\n\n", "٣", "3 ", "99999999999999"].map { version in
            .refused(
                "Z33", "version \(version)", changed { $0["archive/version"].payload = Array(version.utf8) },
                "version is not one", .unsupported)
        }

    static let zipReadable: [HostileCase] =
        [
            .read(
                "Z24", "descriptor without signature",
                changed { $0[record].descriptor = recordChecksum + little(24, 4) + little(24, 4) },
                as: smallTensors),
            .read(
                "Z24", "descriptor of 64 bits",
                changed {
                    $0[record].descriptor =
                        [0x50, 0x4B, 7, 8] + recordChecksum + little(24, 8) + little(24, 8)
                }, as: smallTensors),
            .read("Z25", "empty record without descriptor", withEmptyTensor(), as: withEmpty),
            .read(
                "Z26", "no checksums at all",
                changed { zip in for index in zip.entries.indices { zip.entries[index].crc32 = 0 } },
                as: smallTensors),
            .read(
                "Z30", "60,000 empty entries",
                changed { zip in
                    zip.alignment = 1
                    for index in 0..<60_000 { zip.entries.append(.empty("archive/code/\(index)")) }
                }, as: smallTensors),
            .read(
                "Z31", "folder entry", changed { $0.entries.append(.empty("archive/code/")) },
                as: smallTensors),
            .read(
                "Z31", "symbolic link that leads out",
                changed { zip in
                    var link = ZipBuilder.Entry("archive/link", Array("/etc/passwd".utf8))
                    link.externalAttributes = 0o120777 << 16
                    zip.entries.append(link)
                }, as: smallTensors),
            .read(
                "Z34", "little-endian",
                changed { $0.entries.append(.init("archive/byteorder", Array("little".utf8))) },
                as: smallTensors),
            .read(
                "Z32", "without ZIP64 records", changed { $0.hasZip64Records = false }, as: smallTensors),
        ]
        + [1, 2, 7, 64].map { alignment in
            .read(
                "Z32", "aligned to \(alignment)", changed { $0.alignment = alignment }, as: smallTensors)
        }
        + ["3", "3\n", "10", "1", "4\n"].map { version in
            .read(
                "Z33", "version \(version) is read",
                changed { $0["archive/version"].payload = Array(version.utf8) }, as: smallTensors)
        }
        + ["0", "-1", "1" + String(repeating: "0", count: 30), "3"].map { number in
            .read(
                "Z35", "format version and alignment \(number)",
                changed {
                    $0.entries += [
                        .init("archive/.format_version", Array(number.utf8)),
                        .init("archive/.storage_alignment", Array(number.utf8)),
                    ]
                }, as: smallTensors)
        }

    private static let withEmpty = smallTensors.merging(["none": []]) { $1 }

    private static func withEmptyTensor() -> [UInt8] {
        var pickle = PickleBuilder()
        pickle.dictionary {
            $0.smallTensors()
            $0.string("none")
            $0.tensor(key: "2", count: 0, shape: [0, 4], strides: [4, 1])
        }
        return changed {
            $0[pickleRecord].payload = pickle.finished()
            $0.entries.append(.empty("archive/data/2"))
        }
    }
}

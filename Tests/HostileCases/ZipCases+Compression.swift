import ByteIO
import TestSupport

// Z: what compressed data may say and ask for.
extension HostileCases {
    static let zipCompression: [HostileCase] =
        [
            .read(
                "Z14", "64 MiB of zeros in 64 KiB", bombOfZeros(),
                as: ["a": [UInt8](repeating: 0, count: 64 << 20)]),
            .refusedWhenRead(
                "Z15", "content longer than stated", deflatedRecord((0..<30).map { UInt8($0) }),
                "its data are longer than stated"),
            .refusedWhenRead(
                "Z15", "content shorter than stated", deflatedRecord((0..<20).map { UInt8($0) }),
                "damaged or too short"),
            .refusedWhenRead(
                "Z15", "content is noise",
                withDeflatedRecord { $0.payload = [0xFF, 0xA5, 0x5A, 0x13, 0x37, 0xC0, 0xDE] },
                "damaged or too short"),
            .refusedWhenRead(
                "Z15", "content without final block", withDeflatedRecord { $0.payload.removeLast(6) },
                "damaged or too short"),
            .refused(
                "Z15", "pickle is noise",
                changed { $0[pickleRecord].method = 8 }, "damaged or too short"),
            .refused(
                "Z15", "2^62 bytes of content",
                withDeflatedRecord {
                    $0.statedSize = .max
                    $0.centralExtra = [1, 0, 8, 0] + little(1 << 62, 8)
                }, "expand at most 1032 times"),
            .refused(
                "Z15", "more than deflate can hold",
                changed {
                    $0[record].method = 8
                    $0[record].statedSize = 1 << 30
                }, "expand at most 1032 times"),
            .refusedWhenRead(
                "Z16", "deflated by word only", changed { $0[record].method = 8 }, "damaged or too short"),
            .read(
                "Z32", "every record deflated",
                changed { zip in
                    for name in [record, "archive/data/1", pickleRecord] {
                        zip[name] = .init(deflating: zip[name].payload, as: name)
                    }
                }, as: smallTensors),
        ]
        + [1, 9, 12, 14, 93, 99].map { method in
            .refused(
                "Z17", "method \(method)", changed { $0[record].method = method },
                "compressed by method \(method)", .unsupported)
        }

    /// The small archive, its first record deflated and then changed.
    static func withDeflatedRecord(_ change: (inout ZipBuilder.Entry) -> Void) -> [UInt8] {
        changed { zip in
            var entry = ZipBuilder.Entry(deflating: zip[record].payload, as: record)
            change(&entry)
            zip[record] = entry
        }
    }

    /// The small archive, its first record's deflated content another than the 24 bytes that are stated.
    private static func deflatedRecord(_ content: [UInt8]) -> [UInt8] {
        withDeflatedRecord { $0.payload = deflated(content) }
    }

    private static func bombOfZeros() -> [UInt8] {
        let count = 64 << 20
        var pickle = PickleBuilder()
        pickle.dictionary {
            $0.string("a")
            $0.tensor(key: "0", count: count / 4, shape: [count / 4], strides: [1])
        }
        var zip = TorchArchiveBuilder.archive(pickle: pickle.finished(), records: [("0", [])])
        zip[record] = .init(deflating: [UInt8](repeating: 0, count: count), as: record)
        return zip.build()
    }
}

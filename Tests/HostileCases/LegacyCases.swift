import ByteIO
import TestSupport

// L: legacy streams whose five pickles and storages contradict each other.
extension HostileCases {
    /// Cases of the legacy format.
    package static var legacy: [HostileCase] { legacyPickles + legacyStorages }

    private static func stream(_ change: (inout LegacyStreamBuilder) -> Void) -> [UInt8] {
        LegacyStreamBuilder.changed(change)
    }

    private static let legacyPickles: [HostileCase] = [
        .read("L1", "protocol 2", stream { _ in }, as: ["a": LegacyStreamBuilder().payload]),
        .refused(
            "L1", "protocol 4",
            stream { stream in
                var pickle = PickleBuilder(protocol: 4)
                pickle.raw([0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x94])
                stream.object = pickle.finished()
            }, "protocol 4", .unsupported),
        .refused("L2", "magic number off by one", stream { $0.magic[4] = 0x6D }, "bare pickle", .unsupported),
        .refused(
            "L2", "magic number by a call", [0x80, 2] + Array("cbuiltins\neval\n.".utf8), "bare pickle",
            .unsupported),
        .refused(
            "L2", "magic number as a float",
            [0x80, 2, 0x47, 0x44, 0x79, 0x50, 0xA8, 0x6A, 0x20, 0xF9, 0x46, 0x2E], "bare pickle", .unsupported
        ),
        .refused(
            "L2", "magic number as LONG4",
            stream { $0.magic = [0x80, 2, 0x8B, 10, 0, 0, 0] + $0.magic[4...] }, "bare pickle", .unsupported),
        .refused(
            "L2", "magic number that ends otherwise", stream { $0.magic[14] = 0x30 }, "the magic number"),
        .refused("L2", "version 1000", stream { $0.version[3] = 0xE8 }, "protocol version 1001"),
        .refused("L2", "version 1002", stream { $0.version[3] = 0xEA }, "protocol version 1001"),
        .refused("L2", "no information", stream { $0.information = [] }, "does not tell the byte order"),
        .refused(
            "L2", "information is None", stream { $0.information = [0x80, 2, 0x4E, 0x2E] },
            "does not tell the byte order"),
        .refused("L2", "big-endian", stream { $0.isLittleEndian = false }, "big-endian", .unsupported),
        .refused("L3", "key missing", stream { $0.keys = [] }, "storage '7' is used but not in the file"),
        .refused(
            "L3", "key surplus", stream { $0.keys = ["7", "9"] },
            "storage '9' is in the file but nothing uses it"),
        .refused("L3", "key twice", stream { $0.keys = ["7", "7"] }, "a key twice"),
        .refused(
            "L3", "keys that are numbers", stream { $0.list = [0x80, 2, 0x5D, 0x4B, 7, 0x61, 0x2E] },
            "not a string"),
        .refused(
            "L3", "keys are a tuple", stream { $0.list = [0x80, 2, 0x29, 0x2E] }, "not the list of storages"),
        .refused(
            "L3", "ten million keys",
            stream {
                $0.list =
                    [0x80, 2, 0x5D]
                    + [[UInt8]](
                        repeating: [0x28] + [UInt8](repeating: 0x4E, count: 50_000) + [0x65], count: 200
                    )
                    .joined() + [0x2E]
            }, "opcodes"),
        .read("L3", "keys not sorted", twoStorages(), as: ["a": [1, 2], "b": [3, 4]]),
        .refused(
            "L8", "class of the system",
            stream {
                $0.object = pickle {
                    $0.tuple {
                        $0.string("module")
                        $0.global("os", "system")
                        $0.string("x.py")
                        $0.string("import os")
                    }
                    $0.raw([0x51, 0x29, 0x81])
                }
            }, "refers to os.system", .unsupported),
        .refused(
            "L8", "unknown persistent id",
            stream {
                $0.object = pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.tuple { $0.string("file") }
                        $0.code("Q")
                    }
                }
            }, "no tensors", .unsupported),
        .refused(
            "L8", "persistent id that is no tuple",
            stream {
                $0.object = pickle {
                    $0.string("storage")
                    $0.code("Q")
                }
            }, "the checkpoint is a storage", .unsupported),
        .refused(
            "L9", "tar archive",
            [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 400),
            "tar archive", .unsupported),
        .refused(
            "L9", "gzip of a stream", [0x1F, 0x8B, 8] + deflated(LegacyStreamBuilder().bytes), "gzip",
            .unsupported),
        .refused(
            "L9", "zip of a stream",
            ZipBuilder([.init("archive/model.pt", LegacyStreamBuilder().bytes)]).build(),
            "no 'archive/version'"),
        .refused(
            "L10", "pickles of padding, millions of opcodes each", paddedPickles(),
            "is not one that PyTorch's checkpoints have",
            .unsupported),
    ]

    private static let legacyStorages: [HostileCase] =
        [
            .refused("L4", "count one more", stream { $0.statedCount = 3 }, "3 elements are announced"),
            .refused("L4", "count one less", stream { $0.statedCount = 1 }, "1 elements are announced"),
            .refused("L4", "count negative", stream { $0.statedCount = -1 }, "-1 elements are announced"),
            .refused("L4", "count 2^63 - 1", stream { $0.statedCount = .max }, "elements are announced"),
            .refused("L4", "count 2^60", stream { $0.statedCount = 1 << 60 }, "elements are announced"),
            .refused("L4", "payload short", stream { $0.payload.removeLast() }, "7 bytes left"),
            .refused(
                "L5", "2^40 elements",
                stream {
                    $0.count = 1 << 40
                    $0.statedCount = 1 << 40
                }, "8 bytes left"),
            .refused(
                "L5", "2^62 elements",
                stream {
                    $0.count = 1 << 62
                    $0.statedCount = 1 << 62
                }, "its shape is"),
            .refused("L6", "byte behind", stream { $0.suffix = [1] }, "1 bytes follow the last storage"),
            .refused(
                "L6", "archive behind", stream { $0.suffix = TorchArchiveBuilder.small.build() },
                "follow the last storage"),
            .refused(
                "L6", "stream behind", stream { $0.suffix = LegacyStreamBuilder().bytes },
                "follow the last storage"),
            .read("L7", "honest view", stream { $0.view = [1, 1] }, as: ["a": [0, 0, 0, 64]]),
            .refused("L7", "view beyond", stream { $0.view = [1, 2] }, "reaches outside the viewed storage"),
            .refused(
                "L7", "view before", stream { $0.view = [-1, 1] }, "reaches outside the viewed storage"),
            .refused(
                "L7", "view of 2^63 - 1", stream { $0.view = [1, .max] }, "reaches outside the viewed storage"
            ),
        ]
        + (0..<16).map { left in
            .refused(
                "L4", "storages cut to \(left) bytes",
                Array(stream { _ in }.dropLast(16 - left)), left < 8 ? "are needed here" : "bytes left")
        }

    /// Two bytes under each of two keys, listed in another order than PyTorch's, which sorts them as texts.
    private static func twoStorages() -> [UInt8] {
        func tensor(_ name: String, _ key: String, _ pickle: inout PickleBuilder) {
            pickle.string(name)
            pickle.tensor("ByteStorage", key: key, count: 2, shape: [2], strides: [1], isLegacy: true)
        }
        return stream {
            $0.object = pickle {
                $0.dictionary {
                    tensor("a", "7", &$0)
                    tensor("b", "10", &$0)
                }
            }
            $0.keys = ["7", "10"]
            $0.payload = [1, 2] + little(2, 8) + [3, 4]
        }
    }

    /// The third and the fourth pickle have millions of opcodes, and the fourth goes on into what follows.
    private static func paddedPickles() -> [UInt8] {
        let padding = [[UInt8]](
            repeating: [0x28] + [UInt8](repeating: 0x4E, count: 50_000) + [0x65], count: 60
        ).joined()
        return stream {
            $0.information =
                pickle {
                    $0.raw([0x7D, 0x58, 1, 0, 0, 0, 0x70, 0x5D] + padding + [0x73])
                    $0.string("little_endian")
                    $0.raw([0x88, 0x73])
                }
            $0.object = [0x80, 2, 0x5D] + padding
            ($0.list, $0.payload, $0.suffix) = ([], [], [])
        }
    }
}

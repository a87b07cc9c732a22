import ByteIO
import Checkpoints
import TestSupport
import Testing

/// Legacy streams whose five pickles and storages contradict each other.
@Suite struct LegacyRefusalTests {
    /// `{"a": float32 [2]}` with one storage under key "7".
    struct Stream {
        var magic: [UInt8] = [
            0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
        ]
        var version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
        var isLittleEndian = true
        var count = 2
        var view: [Int]?
        var keys = ["7"]
        var statedCount = 2
        var payload: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
        var suffix: [UInt8] = []

        var bytes: [UInt8] {
            var information = PickleBuilder()
            information.dictionary {
                $0.string("little_endian")
                $0.raw([isLittleEndian ? 0x88 : 0x89])
            }
            var object = PickleBuilder()
            object.dictionary {
                $0.string("a")
                $0.global("torch._utils", "_rebuild_tensor_v2")
                $0.tuple {
                    $0.tuple {
                        $0.string("storage")
                        $0.global("torch", "FloatStorage")
                        $0.string("7")
                        $0.string("cpu")
                        $0.integer(count)
                        if let view {
                            $0.tuple {
                                $0.string("8"); $0.integer(view[0]); $0.integer(view[1])
                            }
                        } else {
                            $0.code("N")
                        }
                    }
                    $0.code("Q")
                    $0.integer(0)
                    $0.integers([view?[1] ?? count])
                    $0.integers([1])
                    $0.raw([0x89])
                    $0.global("collections", "OrderedDict")
                    $0.raw([0x29, 0x52])
                }
                $0.code("R")
            }
            var list = PickleBuilder()
            list.raw([0x5D, 0x28])
            for key in keys { list.string(key) }
            list.code("e")
            return magic + version + information.finished() + object.finished() + list.finished()
                + little(statedCount, 8)
                + payload + suffix
        }
    }

    static func stream(_ change: (inout Stream) -> Void) -> [UInt8] {
        var stream = Stream()
        change(&stream)
        return stream.bytes
    }

    @Test func honestStreamIsRead() throws {
        let directory = try TemporaryDirectory()
        #expect(
            try readAll(Checkpoint(path: directory.write(Stream().bytes, to: "file"))) == [
                "a": Stream().payload
            ])
    }

    @Test func honestViewIsRead() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Self.stream { $0.view = [1, 1] }, to: "file")
        #expect(try readAll(Checkpoint(path: path)) == ["a": [0, 0, 0, 64]])
    }

    @Test(arguments: [
        Refusal("magic number off by one", stream { $0.magic[4] = 0x6D }, "bare pickle", .unsupported),
        Refusal(
            "magic number by a call", [0x80, 2] + Array("cbuiltins\neval\n.".utf8), "bare pickle",
            .unsupported),
        Refusal("version 1000", stream { $0.version[3] = 0xE8 }, "protocol version 1001"),
        Refusal("big-endian", stream { $0.isLittleEndian = false }, "big-endian", .unsupported),
        Refusal("key missing", stream { $0.keys = [] }, "storage '7' is used but not in the file"),
        Refusal(
            "key surplus", stream { $0.keys = ["7", "9"] }, "storage '9' is in the file but nothing uses it"),
        Refusal("key twice", stream { $0.keys = ["7", "7"] }, "a key twice"),
        Refusal("count one more", stream { $0.statedCount = 3 }, "3 elements are announced"),
        Refusal("count negative", stream { $0.statedCount = -1 }, "-1 elements are announced"),
        Refusal("count of 63 bits", stream { $0.statedCount = .max }, "elements are announced"),
        Refusal(
            "2^40 elements",
            stream {
                $0.count = 1 << 40; $0.statedCount = 1 << 40
            }, "8 bytes left"),
        Refusal(
            "2^62 elements",
            stream {
                $0.count = 1 << 62; $0.statedCount = 1 << 62
            }, "its shape is"),
        Refusal("payload short", stream { $0.payload.removeLast() }, "7 bytes left"),
        Refusal("bytes behind", stream { $0.suffix = [1] }, "1 bytes follow the last storage"),
        Refusal(
            "archive behind", stream { $0.suffix = TorchArchiveBuilder.small.build() },
            "follow the last storage"),
        Refusal("view beyond", stream { $0.view = [1, 2] }, "reaches outside the viewed storage"),
        Refusal("view negative", stream { $0.view = [-1, 1] }, "reaches outside the viewed storage"),
    ]) func streamIsRefused(_ refusal: Refusal) throws {
        try refusal.check()
    }
}

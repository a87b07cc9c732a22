/// Streams of `torch.save` before PyTorch 1.6, made without PyTorch: `{"a": float32 [2]}` with one storage under key
/// "7", and every kind of broken one.
package struct LegacyStreamBuilder {
    /// The first pickle, the magic number.
    package var magic: [UInt8] = [
        0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]
    /// The second, the version.
    package var version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
    /// What the third says of the byte order.
    package var isLittleEndian = true
    /// The third pickle, where it is to be another.
    package var information: [UInt8]?
    /// The fourth pickle, where it is to be another.
    package var object: [UInt8]?
    /// Elements that the fourth says the storage has.
    package var count = 2
    /// Offset and count of a view of the storage, as old versions wrote them.
    package var view: [Int]?
    /// The fifth pickle's list.
    package var keys = ["7"]
    /// The fifth pickle, where it is to be another.
    package var list: [UInt8]?
    /// Elements that stand before the payload.
    package var statedCount = 2
    /// The storage's elements, 1 and 2.
    package var payload: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
    /// What follows the last storage.
    package var suffix: [UInt8] = []

    /// An honest stream.
    package init() {}

    /// An honest stream after a change.
    package static func changed(_ change: (inout LegacyStreamBuilder) -> Void) -> [UInt8] {
        var stream = LegacyStreamBuilder()
        change(&stream)
        return stream.bytes
    }

    /// The stream's bytes.
    package var bytes: [UInt8] {
        magic + version + (information ?? honestInformation) + (object ?? honestObject) + (list ?? honestList)
            + little(statedCount, 8) + payload + suffix
    }

    private var honestInformation: [UInt8] {
        var pickle = PickleBuilder()
        pickle.dictionary {
            $0.string("little_endian")
            $0.raw([isLittleEndian ? 0x88 : 0x89])
        }
        return pickle.finished()
    }

    private var honestList: [UInt8] {
        var pickle = PickleBuilder()
        pickle.raw([0x5D, 0x28])
        for key in keys { pickle.string(key) }
        pickle.code("e")
        return pickle.finished()
    }

    private var honestObject: [UInt8] {
        var pickle = PickleBuilder()
        pickle.dictionary {
            $0.string("a")
            $0.global("torch._utils", "_rebuild_tensor_v2")
            $0.tuple { arguments in
                arguments.tuple { storage in
                    for text in ["storage", "7", "cpu"] {
                        storage.string(text)
                        if text == "storage" { storage.global("torch", "FloatStorage") }
                    }
                    storage.integer(count)
                    if let view {
                        storage.tuple {
                            $0.string("8")
                            for number in view { $0.integer(number) }
                        }
                    } else {
                        storage.code("N")
                    }
                }
                arguments.code("Q")
                arguments.integer(0)
                arguments.integers([view?[1] ?? count])
                arguments.integers([1])
                arguments.raw([0x89])
                arguments.global("collections", "OrderedDict")
                arguments.raw([0x29, 0x52])
            }
            $0.code("R")
        }
        return pickle.finished()
    }
}

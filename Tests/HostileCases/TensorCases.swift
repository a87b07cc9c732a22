import ByteIO
import TestSupport

// M: what a tensor says of itself and of its storage.
extension HostileCases {
    /// Cases of the tensors in a pickle.
    package static var tensors: [HostileCase] {
        tensorViews + tensorStorages + tensorKinds + unsoundWeights
    }

    /// `{"a": …}`, one tensor.
    static func tensor(
        type: String = "FloatStorage", key: String = "0", count: Int = 6, offset: Int = 0, shape: [Int],
        strides: [Int]
    ) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.tensor(type, key: key, count: count, offset: offset, shape: shape, strides: strides)
            }
        }
    }

    /// The floats of record 0 with these numbers, in this order.
    static func floats(_ numbers: [Int]) -> [String: [UInt8]] {
        ["a": numbers.flatMap { sixFloats[4 * $0..<4 * $0 + 4] }]
    }

    private static let tensorViews: [HostileCase] =
        ([
            ("M1", "offset at the end", 6, [1], [1]), ("M1", "offset -1", -1, [1], [1]),
            ("M1", "offset 2^62", 1 << 62, [1], [1]), ("M1", "offset -2^63", .min, [1], [1]),
            ("M2", "one too many", 0, [7], [1]), ("M2", "stride beyond", 0, [2], [6]),
            ("M2", "strides overflow", 0, [5], [1 << 62]), ("M3", "negative stride", 0, [2], [-1]),
            ("M4", "more sizes than strides", 0, [2, 3], [1]),
            ("M4", "more strides than sizes", 0, [6], [1, 1]),
        ] as [(String, String, Int, [Int], [Int])]).map { id, name, offset, shape, strides in
            refusedPickle(
                id, name, tensor(offset: offset, shape: shape, strides: strides), "reach outside its storage")
        }
        + [9, 1000].map { (rank: Int) in
            refusedPickle(
                "M4", "\(rank) dimensions",
                tensor(shape: [Int](repeating: 1, count: rank), strides: [Int](repeating: 1, count: rank)),
                "its shape is")
        } + [
            refusedPickle("M3", "negative size", tensor(shape: [-1], strides: [1]), "its shape is [-1]"),
            refusedPickle(
                "M2", "dimension of 2^49", tensor(shape: [1 << 49, 0], strides: [0, 0]), "its shape is"),
            refusedPickle(
                "M5", "stride 0 to 2^40 elements", tensor(shape: [1 << 40], strides: [0]), "too large"),
            refusedPickle("M5", "stride 0 to 100 MB", tensor(shape: [25 << 20], strides: [0]), "unfold to"),
            readPickle(
                "M6", "overlapping rows", tensor(shape: [2, 3], strides: [1, 1]),
                as: floats([0, 1, 2, 1, 2, 3])),
            readPickle(
                "M7", "transposed", tensor(shape: [3, 2], strides: [1, 3]), as: floats([0, 3, 1, 4, 2, 5])),
            readPickle("M7", "offset", tensor(offset: 2, shape: [3], strides: [1]), as: floats([2, 3, 4])),
            readPickle(
                "M7", "every second", tensor(offset: 1, shape: [3], strides: [2]), as: floats([1, 3, 5])),
            readPickle(
                "M7", "dimensions of 1 with any stride", tensor(shape: [1, 2, 1], strides: [1 << 40, 1, 7]),
                as: floats([0, 1])),
            readPickle("M7", "scalar", tensor(offset: 5, shape: [], strides: []), as: floats([5])),
            readPickle(
                "M7", "no elements, large dimensions", tensor(shape: [0, 1 << 40], strides: [1 << 40, 1]),
                as: ["a": []]),
            readPickle(
                "M7", "stride 0", tensor(offset: 3, shape: [4], strides: [0]), as: floats([3, 3, 3, 3])),
            .refused("M11", "50,000 names for one storage of 100 kB", manyNames(), "unfold to"),
            .refused("M16", "32 GiB each, a thousand times", manyLarge(), "too large"),
            .refusedWhenRead(
                "M11", "transposed matrix of 64 MiB in 64 KiB of deflated zeros", deflatedMatrix(),
                "deflated bytes at once", .unsupported),
        ]

    /// 50,000 tensors that are each all of one storage.
    private static func manyNames() -> [UInt8] {
        TorchArchiveBuilder.archive(
            pickle: pickle { builder in
                builder.code("}")
                for index in 0..<50_000 {
                    builder.string("w\(index)")
                    builder.tensor(key: "0", count: 25_000, shape: [25_000], strides: [1])
                    builder.code("s")
                }
            }, records: [("0", [UInt8](repeating: 0, count: 100_000))]
        ).build()
    }

    /// Views of stride 0, each within what one tensor may have.
    private static func manyLarge() -> [UInt8] {
        archive(
            pickle { builder in
                builder.code("}")
                for index in 0..<1000 {
                    builder.string("w\(index)")
                    builder.tensor(
                        key: "0", count: 6, shape: [1 << 33], strides: [0])
                    builder.code("s")
                }
            })
    }

    /// A matrix whose elements cannot be read in their order without all of them in memory.
    private static func deflatedMatrix() -> [UInt8] {
        let (rows, columns) = (1 << 12, 1 << 12 | 1)
        var zip = TorchArchiveBuilder.archive(
            pickle: pickle {
                $0.dictionary {
                    $0.string("a")
                    $0.tensor(key: "0", count: rows * columns, shape: [rows, columns], strides: [1, rows])
                }
            }, records: [("0", [])])
        zip[record] = .init(deflating: [UInt8](repeating: 0, count: 4 * rows * columns), as: record)
        return zip.build()
    }

    private static let tensorStorages: [HostileCase] =
        [
            refusedPickle(
                "M8", "one element less", tensor(count: 5, shape: [5], strides: [1]), "it has 24 bytes"),
            refusedPickle(
                "M8", "one element more", tensor(count: 7, shape: [7], strides: [1]), "it has 24 bytes"),
            refusedPickle("M8", "no elements", tensor(count: 0, shape: [0], strides: [1]), "it has 24 bytes"),
            refusedPickle(
                "M8", "2^40 elements", tensor(count: 1 << 40, shape: [6], strides: [1]), "it has 24 bytes"),
            refusedPickle(
                "M8", "2^62 elements", tensor(count: 1 << 62, shape: [6], strides: [1]), "it is said to have"),
            refusedPickle(
                "M8", "-4 elements", tensor(count: -4, shape: [0], strides: [1]), "not those of a tensor"),
            .refused("M8", "record short", changed { $0[record].payload.removeLast() }, "it has 23 bytes"),
            .refused("M8", "record long", changed { $0[record].payload.append(0) }, "it has 25 bytes"),
            .refused(
                "M9", "record missing", changed { $0.entries.remove(at: 1) },
                "archive/data/0': it is not there"),
            refusedPickle(
                "M9", "key that is not there", tensor(key: "7", shape: [6], strides: [1]), "not there"),
            refusedPickle(
                "M9", "integer key",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.global("torch._utils", "_rebuild_tensor")
                        $0.tuple { arguments in
                            arguments.tuple {
                                $0.string("storage")
                                $0.global("torch", "FloatStorage")
                                $0.integer(0)
                                $0.string("cpu")
                                $0.integer(6)
                            }
                            arguments.code("Q")
                            arguments.integer(0)
                            arguments.integers([6])
                            arguments.integers([1])
                        }
                        $0.code("R")
                    }
                }, "not those of a tensor"),
            refusedPickle("M10", "two types", twoTensors("IntStorage", 6), "their types differ"),
            refusedPickle("M10", "two counts", twoTensors("FloatStorage", 5), "before there were 6"),
            readPickle("M10", "two locations", twoLocations(), as: ["a": sixFloats, "b": sixFloats]),
        ]
        + ["../version", "0/../1", "", "\u{663}", "-0", "0x0", String(repeating: "0", count: 21)].map { key in
            refusedPickle(
                "M9", "key '\(key)'", tensor(key: key, shape: [6], strides: [1]), "a decimal number")
        }

    private static func twoTensors(_ type: String, _ count: Int) -> [UInt8] {
        pickle {
            $0.dictionary {
                honestTensor(&$0)
                $0.string("b")
                $0.tensor(type, key: "0", count: count, shape: [1], strides: [1])
            }
        }
    }

    private static func twoLocations() -> [UInt8] {
        pickle {
            $0.dictionary { dictionary in
                for (name, location) in [("a", "cpu"), ("b", "cuda:0")] {
                    dictionary.string(name)
                    dictionary.rebuilt("_rebuild_tensor", location: location)
                }
            }
        }
    }
}

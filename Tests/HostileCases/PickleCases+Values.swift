import ByteIO
import TestSupport

// P: names of tensors, and what lies beside them in training checkpoints.
extension HostileCases {
    static let pickleNames: [HostileCase] = [
        refusedPickle(
            "P14", "one tensor under a name twice",
            pickle { $0.dictionary { for _ in 0..<2 { honestTensor(&$0, named: "w") } } },
            "two tensors of this name"),
        refusedPickle(
            "P14", "two tensors under one name",
            pickle {
                $0.dictionary {
                    honestTensor(&$0, named: "w")
                    $0.string("w")
                    $0.tensor(key: "0", count: 6, offset: 1, shape: [2], strides: [1])
                }
            }, "two tensors of this name"),
        refusedPickle("P15", "ANSI escape", named("a\u{1B}[31m"), "control characters"),
        refusedPickle("P15", "line feed", named("a\nb"), "control characters"),
        refusedPickle("P15", "NUL", named("a\u{0}b"), "control characters"),
        refusedPickle("P15", "empty name", named(""), "its name is empty"),
        refusedPickle("P15", "name of 2,000 bytes", named(String(repeating: "x", count: 2000)), "too long"),
        refusedPickle(
            "P15", "name of 10 MB", named(String(repeating: "x", count: 10 << 20)), "10485760 bytes"),
        refusedPickle(
            "P15", "not UTF-8", pickle { $0.raw([0x58, 1, 0, 0, 0, 0xFF]) }, "not valid UTF-8"),
        refusedPickle(
            "P15", "surrogate", pickle { $0.raw([0x58, 3, 0, 0, 0, 0xED, 0xA0, 0x80]) }, "not valid UTF-8"),
        refusedPickle(
            "P15", "tensor under a number", underKey { $0.integer(7) }, "kept under an integer"),
        refusedPickle("P15", "tensor under None", underKey { $0.code("N") }, "kept under None"),
        refusedPickle(
            "P15", "tensor under bytes", underKey { $0.raw([0x55, 1, 0x61]) }, "kept under a byte string"),
        readPickle(
            "P15", "two Unicode forms are two names",
            pickle {
                $0.dictionary {
                    for name in ["\u{E9}", "e\u{301}"] {
                        honestTensor(&$0, named: name + "\(name.utf8.count)")
                    }
                }
            },
            as: ["\u{E9}2": sixFloats, "e\u{301}3": sixFloats]),
        refusedPickle(
            "P19", "type without its function",
            rebuiltFromType { $0.raw([0x4E, 0x4E, 0x29, 0x4E]) }, "are not those of a tensor"),
        refusedPickle(
            "P19", "function of the hub",
            rebuiltFromType {
                $0.global("torch.hub", "load")
                $0.global("torch", "Tensor")
                $0.raw([0x29, 0x4E])
            }, "made by torch.hub.load", .unsupported),
        refusedPickle(
            "P19", "type of somebody's own",
            rebuiltFromType {
                $0.global("torch._utils", "_rebuild_tensor_v2")
                $0.global("my.model", "Thing")
                $0.raw([0x29, 0x4E])
            }, "are not those of a tensor"),
        refusedPickle("P23", "bool for an offset", offset { $0.raw([0x88]) }, "are not those of a tensor"),
        refusedPickle(
            "P23", "NaN for an offset", offset { $0.raw([0x47, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0]) },
            "are not those of a tensor"),
        refusedPickle(
            "P23", "negative LONG1 for an offset", offset { $0.raw([0x8A, 1, 0xFF]) }, "reach outside"),
    ]

    static let pickleReadable: [HostileCase] = [
        readPickle(
            "P18", "terabytes that a call would make",
            pickle {
                $0.dictionary {
                    for (module, name) in [
                        ("torch", "Size"), ("_codecs", "encode"), ("collections", "Counter"),
                        ("builtins", "bytearray"),
                    ] {
                        $0.string(name)
                        $0.global(module, name)
                        $0.integer(1 << 40)
                        $0.raw([0x85, 0x52])
                    }
                    honestTensor(&$0)
                }
            }),
        readPickle(
            "P20", "metadata of 100,000 entries, and names of Python's",
            pickle { builder in
                builder.global("collections", "OrderedDict")
                builder.raw([0x29, 0x52, 0x28])
                honestTensor(&builder)
                builder.code("u")
                builder.dictionary {
                    for name in ["__class__", "__reduce__", "_metadata"] {
                        $0.string(name)
                        $0.code("}")
                    }
                }
                for batch in 0..<100 {
                    builder.raw([0x28])
                    for index in 0..<1000 {
                        builder.integer(1000 * batch + index)
                        builder.code("N")
                    }
                    builder.code("u")
                }
                builder.code("b")
            }),
        readPickle(
            "P22", "optimizer, arguments and scalars of NumPy beside the weights",
            pickle {
                $0.dictionary {
                    $0.string("args")
                    $0.global("argparse", "Namespace")
                    $0.raw([0x29, 0x81])
                    $0.dictionary {
                        $0.string("lr")
                        $0.raw([0x47, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0])
                    }
                    $0.code("b")
                    $0.string("best")
                    $0.global("numpy.core.multiarray", "scalar")
                    $0.raw([0x4E, 0x55, 1, 0, 0x86, 0x52])
                    $0.string("optimizer")
                    $0.dictionary {
                        $0.string("state")
                        $0.code("}")
                    }
                    $0.string("state_dict")
                    $0.dictionary { honestTensor(&$0) }
                }
            }),
    ]

    private static func named(_ name: String) -> [UInt8] {
        pickle { $0.dictionary { honestTensor(&$0, named: name) } }
    }

    private static func underKey(_ key: (inout PickleBuilder) -> Void) -> [UInt8] {
        pickle {
            $0.dictionary {
                key(&$0)
                $0.tensor(key: "0", count: 6, shape: [6], strides: [1])
            }
        }
    }

    private static func rebuiltFromType(_ arguments: (inout PickleBuilder) -> Void) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.global("torch._tensor", "_rebuild_from_type_v2")
                $0.tuple(arguments)
                $0.code("R")
            }
        }
    }

    private static func offset(_ offset: (inout PickleBuilder) -> Void) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.global("torch._utils", "_rebuild_tensor")
                $0.tuple {
                    $0.storage("FloatStorage", key: "0", count: 6)
                    offset(&$0)
                    $0.integers([6])
                    $0.integers([1])
                }
                $0.code("R")
            }
        }
    }
}

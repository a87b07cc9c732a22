import ByteIO
import TestSupport

// M: element types, places and properties that change what the bytes mean.
extension HostileCases {
    static let tensorKinds: [HostileCase] =
        [
            "ComplexFloatStorage", "ComplexDoubleStorage", "QInt8Storage", "QUInt8Storage", "QInt32Storage",
            "QUInt4x2Storage", "Tensor",
        ].map { type in
            refusedPickle("M12", type, tensor(type: type, shape: [1], strides: [1]), type, .unsupported)
        }
        + ([
            ("BFloat16Storage", 12), ("HalfStorage", 12), ("DoubleStorage", 3), ("LongStorage", 3),
            ("IntStorage", 6), ("ShortStorage", 12), ("CharStorage", 24), ("ByteStorage", 24),
            ("BoolStorage", 24),
        ] as [(String, Int)]).map { type, count in
            readPickle(
                "M12", "\(type) is read, whatever its bits are",
                tensor(type: type, count: count, shape: [count], strides: [1]))
        }
        + ["float8_e4m3fn", "complex64", "qint8", "bits8", "strided"].map { type in
            refusedPickle(
                "M12", "untyped storage of \(type)", untyped(type, shape: [1]),
                "element type is not one that is known",
                .unsupported)
        }
        + ["uint16", "uint32", "uint64", "bfloat16"].map { type in
            readPickle(
                "M12", "untyped storage of \(type) is read",
                untyped(type, shape: [["uint32": 6, "uint64": 3][type] ?? 12]))
        } + [
            refusedPickle(
                "M14", "untyped storage without a type",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.rebuilt(
                            "_rebuild_tensor_v2", type: ("torch.storage", "UntypedStorage"), count: 24
                        ) {
                            $0.raw([0x89, 0x7D])
                        }
                    }
                }, "no element type"),
            refusedPickle("M14", "type wider than the bytes", untyped("uint64", shape: [4]), "reach outside"),
            refusedPickle(
                "M13", "sparse",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.global("torch._utils", "_rebuild_sparse_tensor")
                        $0.raw([0x29, 0x52])
                    }
                }, "_rebuild_sparse_tensor", .unsupported),
            refusedPickle(
                "M13", "conjugated", flagged { $0.string("conj") }, "conjugated or negated", .unsupported),
            refusedPickle(
                "M13", "negated", flagged { $0.string("neg") }, "conjugated or negated", .unsupported),
            refusedPickle(
                "M13", "hooks",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.rebuilt("_rebuild_tensor_v2") {
                            $0.raw([0x89])
                            $0.dictionary {
                                $0.integer(0)
                                $0.code("N")
                            }
                        }
                    }
                }, "backward hooks", .unsupported),
            refusedPickle(
                "M13", "arguments missing", pickle { rebuilt(&$0, "_rebuild_tensor_v2", flags: [0x89]) },
                "not those of a tensor"),
            refusedPickle(
                "M13", "arguments too many", pickle { rebuilt(&$0, "_rebuild_tensor", flags: [0x89]) },
                "not those of a tensor"),
            readPickle(
                "M13", "requires a gradient",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.rebuilt("_rebuild_tensor_v2") {
                            $0.raw([0x88])
                            $0.code("}")
                        }
                    }
                }),
            refusedPickle("M15", "meta device", located("meta"), "meta device", .unsupported),
        ]
        + [
            "_rebuild_qtensor", "_rebuild_meta_tensor_no_storage", "_rebuild_nested_tensor",
            "_rebuild_wrapper_subclass", "_rebuild_device_tensor_from_numpy",
        ].map { function in
            refusedPickle(
                "M13", function,
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.global("torch._utils", function)
                        $0.raw([0x29, 0x52])
                    }
                }, function, .unsupported)
        }
        + ["cuda:0", "cuda:99", "mps", "xyz", "", String(repeating: "x", count: 1 << 20)].map { location in
            readPickle(
                "M15", "on \(location.isEmpty ? "nothing" : String(location.prefix(8)))", located(location))
        }

    /// `{"a": …}`, with further arguments that are these opcodes.
    private static func rebuilt(_ pickle: inout PickleBuilder, _ function: String, flags: [UInt8]) {
        pickle.dictionary {
            $0.string("a")
            $0.rebuilt(function) { $0.raw(flags) }
        }
    }

    private static func located(_ location: String) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.rebuilt("_rebuild_tensor", location: location)
            }
        }
    }

    /// `_rebuild_tensor_v3` over a storage of 24 bytes without type.
    private static func untyped(_ type: String, shape: [Int]) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.rebuilt(
                    "_rebuild_tensor_v3", type: ("torch.storage", "UntypedStorage"), count: 24, shape: shape
                ) {
                    $0.raw([0x89, 0x7D])
                    $0.global("torch", type)
                }
            }
        }
    }

    /// A tensor with a seventh argument, `{flag: True}`.
    private static func flagged(_ flag: (inout PickleBuilder) -> Void) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.rebuilt("_rebuild_tensor_v2") {
                    $0.raw([0x89, 0x7D])
                    $0.dictionary {
                        flag(&$0)
                        $0.raw([0x88])
                    }
                }
            }
        }
    }
}

extension PickleBuilder {
    /// One of PyTorch's functions that make a tensor, over storage 0, with further arguments.
    mutating func rebuilt(
        _ function: String, type: (module: String, name: String) = ("torch", "FloatStorage"),
        location: String = "cpu", count: Int = 6, shape: [Int] = [6],
        _ further: (inout PickleBuilder) -> Void = { _ in }
    ) {
        global("torch._utils", function)
        tuple { arguments in
            arguments.tuple {
                $0.string("storage")
                $0.global(type.module, type.name)
                $0.string("0")
                $0.string(location)
                $0.integer(count)
            }
            arguments.code("Q")
            arguments.integer(0)
            arguments.integers(shape)
            arguments.integers([1])
            further(&arguments)
        }
        code("R")
    }
}

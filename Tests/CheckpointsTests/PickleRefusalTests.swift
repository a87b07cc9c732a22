import ByteIO
import TestSupport
import Testing

@testable import Checkpoints

/// Pickles that try to act, to exhaust, or to be read as something they are not.
@Suite struct PickleRefusalTests {
    @Test(arguments: globals + opcodes + operands + structure + tensors)
    func pickleIsRefused(_ refusal: Refusal) throws {
        try Refusal(
            refusal.name,
            TorchArchiveBuilder.archive(
                pickle: refusal.bytes, records: [("0", [UInt8](repeating: 0, count: 24))]
            ).build(), refusal.sentence, refusal.code
        ).check()
    }

    /// Each opcode alone, on an empty stack and on a full one: an error or a value, never a trap.
    @Test(arguments: 0...255) func everyOpcodeIsSurvived(_ opcode: Int) {
        for filling: [UInt8] in [
            [], [0x4E], [0x4E, 0x4E, 0x4E], [0x28, 0x4E, 0x4E], [0x7D], [0x5D], [0x29, 0x29],
        ] {
            for rest: [UInt8] in [[], [0x2E], [0, 0x2E], [UInt8](repeating: 0xFF, count: 12) + [0x2E]] {
                _ = try? PickleMachine.run([0x80, 2] + filling + [UInt8(opcode)] + rest)
            }
        }
    }

    @Test func protocol3IsRead() throws {
        #expect(try PickleMachine.run([0x80, 3, 0x4B, 7, 0x2E]).integer(Int32(11)) == 7)
    }

    @Test func numbersAreThoseOfPython() throws {
        func value(_ bytes: [UInt8]) throws -> PickleNode {
            let pickle = try PickleMachine.run([0x80, 2] + bytes + [0x2E])
            return pickle[pickle.root]
        }
        guard case .integer(-1) = try value([0x8A, 1, 0xFF]),
            case .integer(255) = try value([0x8A, 2, 0xFF, 0]),
            case .integer(0) = try value([0x8A, 0]),
            case .integer(-5) = try value([0x4A, 0xFB, 0xFF, 0xFF, 0xFF]),
            case .integer(Int.min) = try value([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80]),
            case .float(1.5) = try value([0x47, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
        else {
            Issue.record("a number was read wrongly")
            return
        }
    }

    // MARK: Cases

    static func pickle(_ build: (inout PickleBuilder) -> Void) -> [UInt8] {
        var pickle = PickleBuilder()
        build(&pickle)
        return pickle.finished()
    }

    static let globals: [Refusal] =
        [
            ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "getattr"),
            ("__builtin__", "exec"),
            ("runpy", "run_path"), ("subprocess", "Popen"), ("pip", "main"), ("sys", "exit"),
            ("importlib.util", "find_spec"),
        ].map { module, name in
            Refusal(
                "global \(module).\(name)", pickle { $0.global(module, name) }, "refers to \(module).\(name)",
                .unsupported)
        }
        + [
            ("torch.hub", "load"), ("numpy.f2py.crackfortran", "getlincoef"), ("my.model", "Thing"),
            ("__torch__x", "Y"),
        ].map { module, name in
            Refusal(
                "call of \(module).\(name)",
                pickle {
                    $0.global(module, name)
                    $0.raw([0x29, 0x52])
                }, "the pickle calls \(module).\(name)", .unsupported)
        } + [
            Refusal(
                "module reached by dots", pickle { $0.global("torch", "_utils.os.system") },
                "not the name of a class"),
            Refusal(
                "homoglyph", pickle { $0.global("tоrch._utils", "_rebuild_tensor_v2") },
                "not the name of a class"),
            Refusal("empty names", pickle { $0.global("", "") }, "not the name of a class"),
            Refusal("CRLF", pickle { $0.raw(Array("cos\r\nsystem\r\n".utf8)) }, "not the name of a class"),
            Refusal("line without end", [0x80, 2] + Array("cos".utf8), "a line does not end"),
            Refusal(
                "line of 2,000 bytes", pickle { $0.global(String(repeating: "x", count: 2000), "y") },
                "a line does not end"),
            Refusal("line not UTF-8", [0x80, 2, 0x63, 0xFF, 0x0A, 0x41, 0x0A, 0x2E], "not valid UTF-8"),
        ]

    static let opcodes: [Refusal] =
        [
            // INST OBJ STACK_GLOBAL EXT1 EXT2 EXT4 PERSID INT LONG LONG4 STRING BINSTRING UNICODE SHORT_BINUNICODE BINBYTES FRAME MEMOIZE
            // DUP POP POP_MARK FLOAT GET PUT NEWOBJ_EX
            0x69, 0x6F, 0x93, 0x82, 0x83, 0x84, 0x50, 0x49, 0x4C, 0x8B, 0x53, 0x54, 0x56, 0x8C, 0x42, 0x95,
            0x94, 0x32, 0x30, 0x31, 0x46, 0x67,
            0x70, 0x92,
        ].map {
            Refusal(
                "opcode \($0)", [0x80, 2, 0x4E, $0, 0x2E], "is not one that PyTorch's checkpoints have",
                .unsupported)
        } + [
            Refusal("protocol 4", [0x80, 4, 0x4E, 0x2E], "protocol 4", .unsupported),
            Refusal("protocol 0", [0x80, 0, 0x4E, 0x2E], "protocol 0", .unsupported),
            Refusal("no protocol", [0x4E, 0x2E], "does not begin with its protocol"),
            Refusal("second protocol", [0x80, 2, 0x80, 2, 0x4E, 0x2E], "is not one", .unsupported),
            Refusal("no end", [0x80, 2, 0x4E], "the data ends"),
            Refusal("end without value", [0x80, 2, 0x2E], "ends with 0 values"),
            Refusal("end with two values", [0x80, 2, 0x4E, 0x4E, 0x2E], "ends with 2 values"),
            Refusal("bytes after the end", [0x80, 2, 0x7D, 0x2E, 0x2E], "follow the end"),
            Refusal("empty", [], "the data ends"),
        ]

    static let operands: [Refusal] = [
        Refusal("set item in a list", pickle { $0.raw([0x5D, 0x4E, 0x4E, 0x73]) }, "not a dict"),
        Refusal("set item in a tuple", pickle { $0.raw([0x29, 0x4E, 0x4E, 0x73]) }, "not a dict"),
        Refusal("append to a dict", pickle { $0.raw([0x7D, 0x4E, 0x61]) }, "not a list"),
        Refusal("call of a number", pickle { $0.raw([0x4B, 1, 0x29, 0x52]) }, "not a class or function"),
        Refusal(
            "call without a tuple",
            pickle {
                $0.global("torch._utils", "_rebuild_tensor_v2")
                $0.raw([0x4E, 0x52])
            }, "not a tuple"),
        Refusal("state for a number", pickle { $0.raw([0x4B, 1, 0x7D, 0x62]) }, "not a new object"),
        Refusal("tuple without a mark", pickle { $0.raw([0x4E, 0x74]) }, "needs a mark"),
        Refusal("items below a mark", pickle { $0.raw([0x7D, 0x28, 0x4E, 0x73]) }, "needs 2 values"),
        Refusal("odd items", pickle { $0.raw([0x7D, 0x28, 0x4E, 0x75]) }, "a key without a value"),
        Refusal("memo read before written", pickle { $0.raw([0x68, 9]) }, "memo entry 9"),
        Refusal("string of 4 GB", pickle { $0.raw([0x58, 0xFF, 0xFF, 0xFF, 0xFF]) }, "4294967295 bytes"),
        Refusal(
            "integer of 255 bytes", pickle { $0.raw([0x8A, 255] + [UInt8](repeating: 1, count: 255)) },
            "255 bytes"),
        Refusal("string cut off", pickle { $0.raw([0x58, 200, 0, 0, 0]) }, "the data ends"),
        Refusal("surrogate", pickle { $0.raw([0x58, 3, 0, 0, 0, 0xED, 0xA0, 0x80]) }, "not valid UTF-8"),
    ]

    static let structure: [Refusal] = [
        Refusal("100,000 marks", pickle { $0.raw([UInt8](repeating: 0x28, count: 100_000)) }, "too deep"),
        Refusal(
            "100,000 tuples", pickle { $0.raw([0x4E] + [UInt8](repeating: 0x85, count: 100_000)) }, "too deep"
        ),
        Refusal(
            "stack of 100,001", pickle { $0.raw([UInt8](repeating: 0x4E, count: 100_001)) }, "stack overflows"
        ),
        Refusal(
            "10 million opcodes",
            pickle { builder in
                builder.raw([0x5D])
                for _ in 0..<210 { builder.raw([0x28] + [UInt8](repeating: 0x4E, count: 50_000) + [0x65]) }
            }, "at most 10000000 opcodes"),
        Refusal(
            "a million dicts",
            pickle { builder in
                builder.raw([0x5D])
                for _ in 0..<21 { builder.raw([0x28] + [UInt8](repeating: 0x7D, count: 50_000) + [0x65]) }
            }, "makes more and more values"),
        Refusal("None", pickle { $0.code("N") }, "the checkpoint is None", .unsupported),
        Refusal("list", pickle { $0.code("]") }, "the checkpoint is a list", .unsupported),
        Refusal(
            "a tensor alone", pickle { $0.tensor(key: "0", count: 6, shape: [6], strides: [1]) },
            "an object of torch._utils._rebuild_tensor_v2", .unsupported),
        Refusal(
            "no tensors",
            pickle {
                $0.dictionary {
                    $0.string("epoch"); $0.integer(3)
                }
            }, "no tensors", .unsupported),
        Refusal(
            "two candidates",
            pickle {
                $0.dictionary {
                    $0.string("state_dict")
                    $0.code("}")
                    $0.string("model")
                    $0.code("}")
                }
            }, "'state_dict' and 'model'", .unsupported),
        Refusal(
            "dict in itself",
            pickle {
                $0.raw([0x7D, 0x71, 0])
                $0.string("state_dict")
                $0.raw([0x68, 0, 0x73])
            }, "contains itself"),
        Refusal("paths without end", sharedModules(depth: 40), "more and more tensors"),
        Refusal(
            "duplicate names",
            pickle {
                $0.dictionary { dictionary in
                    for _ in 0..<2 {
                        dictionary.string("w")
                        dictionary.tensor(key: "0", count: 6, shape: [6], strides: [1])
                    }
                }
            }, "two tensors of this name"),
        Refusal(
            "prefix on some names only",
            pickle {
                $0.dictionary { dictionary in
                    for name in ["module.a", "b"] {
                        dictionary.string(name)
                        dictionary.tensor(key: "0", count: 6, shape: [6], strides: [1])
                    }
                }
            }, "no prefix 'module.'"),
        Refusal("control characters", named("a\u{1B}[31m"), "control characters"),
        Refusal("empty name", named(""), "its name is empty"),
        Refusal("long name", named(String(repeating: "x", count: 2000)), "too long"),
        Refusal(
            "tensor under a number",
            pickle {
                $0.dictionary {
                    $0.integer(7)
                    $0.tensor(key: "0", count: 6, shape: [6], strides: [1])
                }
            }, "kept under an integer"),
    ]

    private static func named(_ name: String) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string(name)
                $0.tensor(key: "0", count: 6, shape: [6], strides: [1])
            }
        }
    }

    /// Modules of which each holds the one before it twice: 2^depth names in a few hundred bytes.
    private static func sharedModules(depth: UInt8) -> [UInt8] {
        func module(_ builder: inout PickleBuilder, _ attributes: (inout PickleBuilder) -> Void) {
            builder.global("__torch__", "M")
            builder.raw([0x29, 0x81])
            builder.dictionary(attributes)
            builder.code("b")
        }
        return pickle { builder in
            module(&builder) { root in
                root.string("k0")
                root.tensor(key: "0", count: 6, shape: [6], strides: [1])
                root.raw([0x71, 0])
                for level in 1...depth {
                    root.string("k\(level)")
                    module(&root) {
                        $0.string("a"); $0.raw([0x68, level - 1]); $0.string("b"); $0.raw([0x68, level - 1])
                    }
                    root.raw([0x71, level])
                }
            }
        }
    }

    static let tensors: [Refusal] =
        [
            ("offset at the end", 6, [1], [1]), ("negative offset", -1, [1], [1]),
            ("offset of 62 bits", 1 << 62, [1], [1]),
            ("one too many", 0, [7], [1]), ("stride beyond", 0, [2], [6]),
            ("stride overflow", 0, [5], [1 << 62]),
            ("negative stride", 0, [2], [-1]), ("ranks differ", 0, [2, 3], [1]),
        ].map { name, offset, shape, strides in
            Refusal(name, tensor(offset: offset, shape: shape, strides: strides), "reach outside its storage")
        } + [
            Refusal("negative size", tensor(offset: 0, shape: [-1], strides: [1]), "its shape is [-1]"),
            Refusal(
                "rank 9",
                tensor(
                    offset: 0, shape: [Int](repeating: 1, count: 9), strides: [Int](repeating: 1, count: 9)),
                "its shape is"),
            Refusal("stride 0 to 2^40", tensor(offset: 0, shape: [1 << 40], strides: [0]), "too large"),
            Refusal("stride 0 to 100 MB", tensor(offset: 0, shape: [25 << 20], strides: [0]), "unfold to"),
            Refusal(
                "numel one less", tensor(count: 5, offset: 0, shape: [5], strides: [1]), "it has 24 bytes"),
            Refusal(
                "numel 2^62", tensor(count: 1 << 62, offset: 0, shape: [6], strides: [1]),
                "it is said to have"),
            Refusal(
                "numel negative", tensor(count: -4, offset: 0, shape: [0], strides: [1]),
                "not those of a tensor"),
            Refusal(
                "complex", tensor(type: "ComplexFloatStorage", offset: 0, shape: [3], strides: [1]),
                "ComplexFloatStorage", .unsupported),
            Refusal(
                "key with a path", tensor(key: "../version", offset: 0, shape: [6], strides: [1]),
                "a decimal number"),
            Refusal(
                "key in Arabic digits", tensor(key: "٣", offset: 0, shape: [6], strides: [1]),
                "a decimal number"),
            Refusal(
                "key that is not there", tensor(key: "7", offset: 0, shape: [6], strides: [1]), "not there"),
            Refusal(
                "one storage of two types",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.tensor(key: "0", count: 6, shape: [6], strides: [1])
                        $0.string("b")
                        $0.tensor("IntStorage", key: "0", count: 6, shape: [6], strides: [1])
                    }
                }, "their types differ"),
            Refusal(
                "sparse",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.global("torch._utils", "_rebuild_sparse_tensor")
                        $0.raw([0x29, 0x52])
                    }
                }, "_rebuild_sparse_tensor", .unsupported),
            Refusal(
                "bool for a number",
                pickle {
                    $0.dictionary {
                        $0.string("a")
                        $0.global("torch._utils", "_rebuild_tensor")
                        $0.tuple {
                            $0.storage("FloatStorage", key: "0", count: 6)
                            $0.raw([0x88])
                            $0.integers([6])
                            $0.integers([1])
                        }
                        $0.code("R")
                    }
                }, "not those of a tensor"),
        ]

    private static func tensor(
        type: String = "FloatStorage", key: String = "0", count: Int = 6, offset: Int, shape: [Int],
        strides: [Int]
    ) -> [UInt8] {
        pickle {
            $0.dictionary {
                $0.string("a")
                $0.tensor(type, key: key, count: count, offset: offset, shape: shape, strides: strides)
            }
        }
    }
}

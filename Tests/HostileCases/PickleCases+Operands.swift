import ByteIO
import TestSupport

// P: operands of the wrong kind or number, and budgets.
extension HostileCases {
    static let pickleOperands: [HostileCase] =
        [
            refusedPickle(
                "P6", "set item in a list", pickle { $0.raw([0x5D, 0x4E, 0x4E, 0x73]) }, "not a dict"),
            refusedPickle(
                "P6", "set item in a tuple", pickle { $0.raw([0x29, 0x4E, 0x4E, 0x73]) }, "not a dict"),
            refusedPickle(
                "P6", "set item in a tensor",
                pickle {
                    $0.tensor(key: "0", count: 6, shape: [6], strides: [1])
                    $0.raw([0x4E, 0x4E, 0x73])
                }, "not a dict"),
            refusedPickle("P6", "append to a dict", pickle { $0.raw([0x7D, 0x4E, 0x61]) }, "not a list"),
            refusedPickle(
                "P6", "call of a number", pickle { $0.raw([0x4B, 1, 0x29, 0x52]) }, "not a class or function"),
            refusedPickle(
                "P6", "call without a tuple",
                pickle {
                    $0.global("torch._utils", "_rebuild_tensor_v2")
                    $0.raw([0x4E, 0x52])
                }, "not a tuple"),
            refusedPickle(
                "P6", "instance of a dict", pickle { $0.raw([0x7D, 0x29, 0x81]) }, "not a class or function"),
            refusedPickle(
                "P6", "state for a number", pickle { $0.raw([0x4B, 1, 0x7D, 0x62]) }, "not a new object"),
            refusedPickle(
                "P6", "state given twice",
                pickle {
                    $0.global("my.model", "Thing")
                    $0.raw([0x29, 0x81, 0x7D, 0x62, 0x7D, 0x62])
                }, "not a new object"),
            refusedPickle("P6", "tuple without a mark", pickle { $0.raw([0x4E, 0x74]) }, "needs a mark"),
            refusedPickle(
                "P6", "items below a mark", pickle { $0.raw([0x7D, 0x28, 0x4E, 0x73]) }, "needs 2 values"),
            refusedPickle(
                "P6", "odd items", pickle { $0.raw([0x7D, 0x28, 0x4E, 0x75]) }, "a key without a value"),
            refusedPickle("P6", "odd dict", pickle { $0.raw([0x28, 0x4E, 0x64]) }, "a key without a value"),
            refusedPickle(
                "P6", "OrderedDict of numbers",
                pickle {
                    $0.global("collections", "OrderedDict")
                    $0.raw([0x5D, 0x4B, 1, 0x61, 0x85, 0x52])
                }, "items that are not pairs"),
            refusedPickle(
                "P7", "string of 4 GB", pickle { $0.raw([0x58, 0xFF, 0xFF, 0xFF, 0xFF]) }, "4294967295 bytes"),
            refusedPickle("P7", "string cut off", pickle { $0.raw([0x58, 200, 0, 0, 0]) }, "the data ends"),
            refusedPickle(
                "P7", "integer of 255 bytes",
                pickle { $0.raw([0x8A, 255] + [UInt8](repeating: 1, count: 255)) },
                "255 bytes"),
            refusedPickle("P7", "integer cut off", pickle { $0.raw([0x8A, 8, 1]) }, "the data ends"),
            readPickle(
                "P7", "memo entry 2^32 - 1",
                pickle {
                    $0.dictionary { honestTensor(&$0) }
                    $0.raw([0x72, 0xFF, 0xFF, 0xFF, 0xFF])
                }),
            refusedPickle(
                "P7", "memo of nothing", pickle { $0.raw([0x71, 0]) }, "no value to put into the memo"),
            refusedPickle("P8", "memo read before written", pickle { $0.raw([0x68, 9]) }, "memo entry 9"),
            refusedPickle(
                "P8", "long memo read before written", pickle { $0.raw([0x6A, 0, 0, 0, 0x80]) },
                "memo entry 2147483648"),
        ]
        // Each opcode that takes values from the stack, with none there.
        + ([
            ("APPEND", 0x61), ("APPENDS", 0x65), ("SETITEM", 0x73), ("SETITEMS", 0x75), ("TUPLE", 0x74),
            ("TUPLE1", 0x85), ("TUPLE2", 0x86), ("TUPLE3", 0x87), ("LIST", 0x6C), ("DICT", 0x64),
            ("REDUCE", 0x52), ("BUILD", 0x62), ("NEWOBJ", 0x81), ("BINPERSID", 0x51), ("BINPUT", 0x71),
            ("LONG_BINPUT", 0x72),
        ] as [(String, UInt8)]).map { name, opcode in
            refusedPickle(
                "P6", "\(name) on an empty stack", pickle { $0.raw([opcode, 0, 0, 0, 0]) }, "pickle offset")
        }

    static let pickleBudgets: [HostileCase] = [
        refusedPickle(
            "P10", "100,000 marks", pickle { $0.raw([UInt8](repeating: 0x28, count: 100_000)) }, "too deep"),
        refusedPickle(
            "P10", "100,000 tuples", pickle { $0.raw([0x4E] + [UInt8](repeating: 0x85, count: 100_000)) },
            "too deep"),
        refusedPickle(
            "P10", "100,000 dicts",
            pickle { builder in
                builder.raw([0x7D])
                for _ in 0..<100_000 { builder.raw([0x4E, 0x7D]) }
                builder.raw([UInt8](repeating: 0x73, count: 100_000))
            }, "stack overflows"),
        refusedPickle(
            "P10", "40,000 dicts",
            pickle { builder in
                builder.raw([0x7D])
                for _ in 0..<40_000 { builder.raw([0x4E, 0x7D]) }
                builder.raw([UInt8](repeating: 0x73, count: 40_000))
            }, "too deep"),
        refusedPickle(
            "P11", "stack of 100,001", pickle { $0.raw([UInt8](repeating: 0x4E, count: 100_001)) },
            "stack overflows"),
        refusedPickle(
            "P11", "10 million opcodes", pickle { $0.raw([0x5D] + filledList(times: 210, with: 0x4E)) },
            "at most 10000000 opcodes"),
        refusedPickle(
            "P11", "a million dicts", pickle { $0.raw([0x5D] + filledList(times: 21, with: 0x7D)) },
            "makes more and more values"),
        refusedPickle(
            "P11", "a million memo entries",
            pickle { builder in
                builder.code("N")
                for entry in 0...1_000_000 { builder.raw([0x72] + little(entry, 4)) }
            }, "the memo grows"),
        refusedPickle(
            "P11", "pickle of 64 MiB and a byte", [UInt8](repeating: 0x4E, count: 64 << 20 + 1),
            "it has 67108865 bytes"),
    ]

    /// 50,000 values appended to the list below, so many times.
    private static func filledList(times: Int, with opcode: UInt8) -> [UInt8] {
        Array(
            [[UInt8]](
                repeating: [0x28] + [UInt8](repeating: opcode, count: 50_000) + [0x65], count: times
            ).joined())
    }
}

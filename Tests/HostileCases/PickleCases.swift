import ByteIO
import TestSupport

// P: pickles that try to act, to exhaust, or to be read as something they are not.
extension HostileCases {
    /// Cases of the pickle in an archive.
    package static var pickle: [HostileCase] {
        pickleGlobals + pickleOpcodes + pickleOperands + pickleBudgets + pickleStructures + pickleNames
            + pickleReadable + pickleRepetitions
    }

    /// One long value that short opcodes refer to very often.
    private static let pickleRepetitions: [HostileCase] = [
        ("one list made an OrderedDict many times", 40_000), ("one module state under many names", 40_000),
        ("one long name for many members", 45_000),
    ].flatMap { name, size in
        ScalableCases.pickles.filter { $0.name == name }.map { scalable in
            HostileCase("P9", name, .refused(.malformed, "costs more than its size allows")) {
                scalable.files(size)[0].bytes
            }
        }
    }

    /// A whole pickle.
    static func pickle(_ build: (inout PickleBuilder) -> Void) -> [UInt8] {
        var pickle = PickleBuilder()
        build(&pickle)
        return pickle.finished()
    }

    /// An archive with this pickle, and one record of 24 bytes.
    static func archive(_ pickle: [UInt8]) -> [UInt8] {
        TorchArchiveBuilder.archive(pickle: pickle, records: [("0", sixFloats)]).build()
    }

    static let sixFloats = (0..<24).map { UInt8($0) }

    /// A case of an archive whose pickle is refused.
    static func refusedPickle(
        _ id: String, _ name: String, _ pickle: @autoclosure @escaping @Sendable () -> [UInt8],
        _ sentence: String, _ code: FileError.Code = .malformed
    ) -> HostileCase {
        .refused(id, name, archive(pickle()), sentence, code)
    }

    /// A case of an archive whose pickle is read.
    static func readPickle(
        _ id: String, _ name: String, _ pickle: @autoclosure @escaping @Sendable () -> [UInt8],
        as tensors: @autoclosure @escaping @Sendable () -> [String: [UInt8]] = ["a": sixFloats]
    ) -> HostileCase {
        .read(id, name, archive(pickle()), as: tensors())
    }

    /// `{"a": …}`, with a tensor of record 0.
    static func honestTensor(_ pickle: inout PickleBuilder, named name: String = "a") {
        pickle.string(name)
        pickle.tensor(key: "0", count: 6, shape: [6], strides: [1])
    }

    /// `system("touch canary")`, in the folder that the command runs in.
    static func payload(_ pickle: inout PickleBuilder) {
        pickle.global("posix", "system")
        pickle.tuple { $0.string("touch canary") }
        pickle.code("R")
    }

    private static let pickleGlobals: [HostileCase] =
        [
            ("os", "system"), ("posix", "system"), ("nt", "system"), ("builtins", "eval"),
            ("builtins", "getattr"), ("__builtin__", "exec"), ("runpy", "run_path"), ("subprocess", "Popen"),
            ("pip", "main"), ("sys", "exit"), ("importlib.util", "find_spec"), ("ctypes", "CDLL"),
            ("pty", "spawn"), ("marshal", "loads"), ("shutil", "rmtree"), ("webbrowser", "open"),
        ].map { module, name in
            refusedPickle(
                "P1", "name \(module).\(name)",
                pickle {
                    $0.global(module, name)
                    $0.tuple { $0.string("touch canary") }
                    $0.code("R")
                }, "refers to \(module).\(name)", .unsupported)
        }
        + [
            ("torch.hub", "load"), ("numpy.f2py.crackfortran", "getlincoef"), ("my.model", "Thing"),
            ("__torch__x", "Y"), ("torch", "load"), ("torch.serialization", "load"),
        ].map { module, name in
            refusedPickle(
                "P1", "call of \(module).\(name)",
                pickle {
                    $0.global(module, name)
                    $0.raw([0x29, 0x52])
                }, "the pickle calls \(module).\(name)", .unsupported)
        } + [
            refusedPickle(
                "P2", "class of the system made by NEWOBJ",
                pickle {
                    $0.global("subprocess", "Popen")
                    $0.tuple { $0.string("touch canary") }
                    $0.raw([0x81])
                }, "refers to subprocess.Popen", .unsupported),
            readPickle(
                "P2", "state that would be set by a class's own code",
                pickle {
                    $0.dictionary {
                        $0.string("evil")
                        $0.global("my.model", "Thing")
                        $0.raw([0x29, 0x81])
                        $0.dictionary {
                            $0.string("__setstate__")
                            $0.global("torch", "load")
                        }
                        $0.code("b")
                        honestTensor(&$0)
                    }
                }),
            refusedPickle(
                "P3", "payload, then noise",
                pickle {
                    payload(&$0)
                    $0.raw([0xFF, 0xFF])
                }, "refers to posix.system", .unsupported),
            refusedPickle(
                "P3", "honest tensors, payload, then noise",
                pickle {
                    $0.dictionary { honestTensor(&$0) }
                    payload(&$0)
                    $0.raw([0xFF])
                }, "refers to posix.system", .unsupported),
            refusedPickle(
                "P4", "name reached by dots", pickle { $0.global("torch", "_utils.os.system") },
                "not the name of a class"),
            refusedPickle(
                "P4", "Cyrillic letter", pickle { $0.global("t\u{43E}rch._utils", "_rebuild_tensor_v2") },
                "not the name of a class"),
            refusedPickle("P4", "empty names", pickle { $0.global("", "") }, "not the name of a class"),
            refusedPickle(
                "P4", "CRLF", pickle { $0.raw(Array("cos\r\nsystem\r\n".utf8)) }, "not the name of a class"),
            refusedPickle("P4", "line without end", [0x80, 2] + Array("cos".utf8), "a line does not end"),
            refusedPickle(
                "P4", "line of 2,000 bytes", pickle { $0.global(String(repeating: "x", count: 2000), "y") },
                "a line does not end"),
            refusedPickle(
                "P4", "line of 32 MB",
                [0x80, 2, 0x63] + [UInt8](repeating: 0x78, count: 32 << 20), "a line does not end"),
            refusedPickle(
                "P4", "line not UTF-8", [0x80, 2, 0x63, 0xFF, 0x0A, 0x41, 0x0A, 0x2E], "not valid UTF-8"),
        ]

    private static let pickleOpcodes: [HostileCase] =
        [
            ("INST", 0x69), ("OBJ", 0x6F), ("STACK_GLOBAL", 0x93), ("EXT1", 0x82), ("EXT2", 0x83),
            ("EXT4", 0x84), ("NEWOBJ_EX", 0x92), ("PERSID", 0x50), ("INT", 0x49), ("LONG", 0x4C),
            ("LONG4", 0x8B), ("STRING", 0x53), ("BINSTRING", 0x54), ("UNICODE", 0x56),
            ("SHORT_BINUNICODE", 0x8C), ("BINUNICODE8", 0x8D), ("BINBYTES", 0x42), ("BINBYTES8", 0x8E),
            ("BYTEARRAY8", 0x96), ("NEXT_BUFFER", 0x97), ("FRAME", 0x95), ("MEMOIZE", 0x94), ("DUP", 0x32),
            ("POP", 0x30), ("POP_MARK", 0x31), ("FLOAT", 0x46), ("GET", 0x67), ("PUT", 0x70),
            ("FROZENSET", 0x91), ("ADDITEMS", 0x90), ("no opcode", 0xFF),
        ].map { (name: String, opcode: UInt8) in
            refusedPickle(
                "P2", "opcode \(name)", [0x80, 2, 0x4E, opcode, 0x2E],
                "is not one that PyTorch's checkpoints have", .unsupported)
        }
        + [0, 1, 4, 5, 255].map { (version: UInt8) in
            refusedPickle(
                "P12", "protocol \(version)", [0x80, version, 0x4E, 0x2E], "has protocol \(version)",
                .unsupported)
        }
        + [4, 5].map { (version: UInt8) in
            refusedPickle(
                "P13", "honest dict of protocol \(version)",
                [0x80, version, 0x95, 3, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x94, 0x2E],
                "save it again with torch.save's default pickle_protocol=2", .unsupported)
        } + [
            refusedPickle("P12", "no protocol", [0x4E, 0x2E], "does not begin with its protocol"),
            refusedPickle(
                "P12", "second protocol", [0x80, 2, 0x80, 2, 0x4E, 0x2E], "is not one", .unsupported),
            refusedPickle("P12", "no end", [0x80, 2, 0x4E], "the data ends"),
            refusedPickle("P12", "end without value", [0x80, 2, 0x2E], "ends with 0 values"),
            refusedPickle("P12", "end with two values", [0x80, 2, 0x4E, 0x4E, 0x2E], "ends with 2 values"),
            refusedPickle("P12", "end inside a mark", [0x80, 2, 0x4E, 0x28, 0x2E], "ends with 1 values"),
            refusedPickle("P12", "bytes after the end", [0x80, 2, 0x7D, 0x2E, 0x2E], "follow the end"),
            refusedPickle("P12", "empty", [], "the data ends"),
            readPickle(
                "P12", "protocol 3", [0x80, 3] + pickle { $0.dictionary { honestTensor(&$0) } }.dropFirst(2)),
        ]
}

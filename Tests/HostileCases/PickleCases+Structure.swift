import ByteIO
import TestSupport

// P: structures that contain themselves, unfold without end, or are no state dict.
extension HostileCases {
    static let pickleStructures: [HostileCase] = [
        refusedPickle(
            "P8", "dict in itself",
            pickle {
                $0.raw([0x7D, 0x71, 0])
                $0.string("state_dict")
                $0.raw([0x68, 0, 0x73])
            }, "contains itself"),
        readPickle(
            "P8", "list in itself beside the weights",
            pickle {
                $0.dictionary {
                    $0.string("list")
                    $0.raw([0x5D, 0x71, 0, 0x68, 0, 0x61])
                    honestTensor(&$0)
                }
            }),
        refusedPickle(
            "P8", "module in its own state",
            pickle {
                $0.global("__torch__", "M")
                $0.raw([0x29, 0x81, 0x71, 0])
                $0.dictionary {
                    $0.string("self")
                    $0.raw([0x68, 0])
                }
                $0.code("b")
            }, "contains itself"),
        refusedPickle(
            "P9", "modules of 2^40 paths", sharedModules(depth: 40),
            "unfolding the checkpoint's structure costs more than its size allows"),
        readPickle("P9", "dicts of 2^40 paths beside the weights", sharedDictionaries(depth: 40)),
        refusedPickle("P16", "None", pickle { $0.code("N") }, "the checkpoint is None", .unsupported),
        refusedPickle("P16", "list", pickle { $0.code("]") }, "the checkpoint is a list", .unsupported),
        refusedPickle(
            "P16", "integer", pickle { $0.integer(7) }, "the checkpoint is an integer", .unsupported),
        refusedPickle(
            "P16", "element type", pickle { $0.global("torch", "float32") }, "the checkpoint is the name",
            .unsupported),
        refusedPickle(
            "P16", "a tensor alone", pickle { $0.tensor(key: "0", count: 6, shape: [6], strides: [1]) },
            "an object of torch._utils._rebuild_tensor_v2", .unsupported),
        refusedPickle(
            "P16", "no tensors",
            pickle {
                $0.dictionary {
                    $0.string("epoch")
                    $0.integer(3)
                }
            }, "no tensors", .unsupported),
        readPickle(
            "P17", "state_dict in state_dict",
            pickle {
                $0.dictionary {
                    $0.string("state_dict")
                    $0.dictionary {
                        $0.string("state_dict")
                        $0.dictionary { honestTensor(&$0) }
                    }
                }
            }),
        refusedPickle(
            "P17", "two candidates",
            pickle {
                $0.dictionary {
                    $0.string("state_dict")
                    $0.code("}")
                    $0.string("model")
                    $0.code("}")
                }
            }, "'state_dict' and 'model'", .unsupported),
        refusedPickle(
            "P17", "prefix on some names only",
            pickle {
                $0.dictionary { for name in ["module.a", "b"] { honestTensor(&$0, named: name) } }
            }, "no prefix 'module.'"),
        readPickle(
            "P17", "prefix on every name",
            pickle { $0.dictionary { honestTensor(&$0, named: "module._orig_mod.a") } }),
        refusedPickle(
            "P17", "prefix and nothing more",
            pickle { $0.dictionary { honestTensor(&$0, named: "module.") } }, "no prefix 'module.'"),
    ]

    /// Modules of which each holds the one before it twice: 2^depth names in a few hundred bytes.
    static func sharedModules(depth: UInt8) -> [UInt8] {
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
                        for name in ["a", "b"] {
                            $0.string(name)
                            $0.raw([0x68, level - 1])
                        }
                    }
                    root.raw([0x71, level])
                }
            }
        }
    }

    /// Dicts that hold the one before them twice, in a dict that has a tensor too.
    private static func sharedDictionaries(depth: UInt8) -> [UInt8] {
        pickle { builder in
            builder.dictionary { root in
                root.string("k0")
                root.raw([0x7D, 0x71, 0])
                for level in 1...depth {
                    root.string("k\(level)")
                    root.dictionary {
                        for name in ["a", "b"] {
                            $0.string(name)
                            $0.raw([0x68, level - 1])
                        }
                    }
                    root.raw([0x71, level])
                }
                honestTensor(&root)
            }
        }
    }
}

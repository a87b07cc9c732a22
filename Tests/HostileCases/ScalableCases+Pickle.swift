import TestSupport

// Pickles, most of which refer to one long value many times by opcodes of one or two bytes.
extension ScalableCases {
    static let pickles: [ScalableCase] = [
        pickle("one list made an OrderedDict many times", size: 10_000) { count, builder in
            builder.raw([0x5D, 0x71, 0, 0x28])
            for _ in 0..<count { builder.raw([0x4E, 0x4E, 0x86]) }
            builder.code("e")
            builder.repeated(count / 10) {
                $0.global("collections", "OrderedDict")
                $0.raw([0x68, 0, 0x85, 0x52])
            }
        },
        pickle("instances made with one long tuple", size: 20_000) { count, builder in
            builder.tuple { $0.raw([UInt8](repeating: 0x4E, count: count)) }
            builder.raw([0x71, 0])
            builder.global("my.model", "Thing")
            builder.raw([0x71, 1])
            builder.repeated(count) { $0.raw([0x68, 1, 0x68, 0, 0x81]) }
        },
        ScalableCase("one module state under many names", size: 4_000) { count in
            HostileCases.archive(
                HostileCases.pickle { builder in
                    builder.module { state in
                        state.string("_modules")
                        state.dictionary { members in
                            for index in 0..<count {
                                members.string("m\(index)")
                                if index > 0 {
                                    members.raw([0x68, 0])
                                } else {
                                    members.module { shared in
                                        for other in 0..<count {
                                            shared.string("x\(other)")
                                            shared.code("N")
                                        }
                                    }
                                    members.raw([0x71, 0])
                                }
                            }
                        }
                    }
                })
        },
        ScalableCase("many tensors under one long name of a module", size: 8_000) { count in
            HostileCases.archive(
                HostileCases.pickle { builder in
                    builder.script { root in
                        root.string(String(repeating: "n", count: count))
                        root.script { inner in
                            for index in 0..<count {
                                inner.string("\(index)")
                                inner.code("N")
                            }
                        }
                    }
                })
        },
        ScalableCase("one long name for many members", size: 20_000) { count in
            HostileCases.archive(
                HostileCases.pickle { builder in
                    builder.script { root in
                        root.string(String(repeating: "n", count: count))
                        root.raw([0x71, 0, 0x4E])
                        for _ in 0..<count { root.raw([0x68, 0, 0x4E]) }
                    }
                })
        },
        ScalableCase("modules that each hold the one before twice", size: 15) { count in
            HostileCases.archive(HostileCases.sharedModules(depth: UInt8(clamping: count)))
        },
        ScalableCase("modules in one another", size: 60) { depth in
            HostileCases.archive(
                HostileCases.pickle { builder in
                    for _ in 0..<depth {
                        builder.global("__torch__", "M")
                        builder.raw([0x29, 0x81, 0x7D])
                        builder.string("module")
                    }
                    builder.code("N")
                    builder.raw([[UInt8]](repeating: [0x73, 0x62], count: depth).flatMap(\.self))
                })
        },
        pickle("memo entries", size: 40_000) { count, builder in
            for index in 0..<count { builder.raw([0x4E, 0x72] + little(index, 4)) }
        },
        pickle("values of the memo", size: 40_000) { count, builder in
            builder.string(String(repeating: "v", count: count))
            builder.raw([0x71, 0])
            builder.repeated(count) { $0.raw([0x68, 0]) }
        },
        pickle("tuples", size: 40_000) { count, builder in
            builder.repeated(count) { $0.raw([0x4E, 0x85]) }
        },
        pickle("items appended one by one", size: 40_000) { count, builder in
            builder.code("]")
            for _ in 0..<count { builder.raw([0x4E, 0x61]) }
        },
        pickle("items set one by one", size: 40_000) { count, builder in
            builder.code("}")
            for _ in 0..<count { builder.raw([0x4E, 0x4E, 0x73]) }
        },
        pickle("calls of one long class name", size: 20_000) { count, builder in
            builder.global("my." + String(repeating: "x", count: 1000), "Thing")
            builder.raw([0x71, 0])
            builder.repeated(count) { $0.raw([0x68, 0, 0x29, 0x81]) }
        },
        ScalableCase("tensors whose shape is one long tuple", size: 10_000) { count in
            HostileCases.archive(
                HostileCases.pickle { builder in
                    builder.dictionary { root in
                        for index in 0..<count {
                            root.string("t\(index)")
                            root.global("torch._utils", "_rebuild_tensor_v2")
                            root.tuple {
                                $0.storage("FloatStorage", key: "0", count: 6)
                                $0.integer(0)
                                if index == 0 {
                                    $0.integers([Int](repeating: 1, count: count))
                                    $0.raw([0x71, 0, 0x68, 0, 0x89, 0x4E])
                                } else {
                                    $0.raw([0x68, 0, 0x68, 0, 0x89, 0x4E])
                                }
                            }
                            root.code("R")
                        }
                    }
                })
        },
    ]

    /// A pickle of a list, in which the body's values stand, beside the weights.
    private static func pickle(
        _ name: String, size: Int, _ body: @escaping @Sendable (Int, inout PickleBuilder) -> Void
    ) -> ScalableCase {
        ScalableCase(name, size: size) { count in
            HostileCases.archive(
                HostileCases.pickle { builder in
                    builder.dictionary { root in
                        HostileCases.honestTensor(&root)
                        root.string("values")
                        root.raw([0x5D, 0x28])
                        body(count, &root)
                        root.code("e")
                    }
                })
        }
    }
}

extension PickleBuilder {
    /// What the body adds, appended to the list below in batches, so that the stack does not grow.
    fileprivate mutating func repeated(_ count: Int, _ body: (inout PickleBuilder) -> Void) {
        for index in 0..<count {
            if index.isMultiple(of: 1000) { raw([0x65, 0x28]) }
            body(&self)
        }
    }

    /// A pickled `nn.Module` with this state.
    fileprivate mutating func module(_ state: (inout PickleBuilder) -> Void) {
        object("my.model", "Thing", state)
    }

    /// A TorchScript object with these attributes.
    fileprivate mutating func script(_ attributes: (inout PickleBuilder) -> Void) {
        object("__torch__", "M", attributes)
    }

    private mutating func object(
        _ module: String, _ name: String, _ state: (inout PickleBuilder) -> Void
    ) {
        global(module, name)
        raw([0x29, 0x81])
        dictionary(state)
        code("b")
    }
}

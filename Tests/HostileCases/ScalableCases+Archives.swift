import TestSupport

// Archives and legacy streams of many tensors, records and storages.
extension ScalableCases {
    static let archives: [ScalableCase] = [
        ScalableCase("tensors, each with its record", size: 500) { count in
            archive(names: (0..<count).map { "t\($0)" })
        },
        ScalableCase("tensors of one record", size: 1_000) { count in
            var builder = TorchArchiveBuilder.archive(
                pickle: HostileCases.pickle { builder in
                    builder.dictionary { root in
                        for index in 0..<count {
                            root.string("t\(index)")
                            root.tensor(key: "0", count: 6, shape: [6], strides: [1])
                        }
                    }
                }, records: [("0", HostileCases.sixFloats)])
            builder.hasZip64Records = true
            return builder.build()
        },
        ScalableCase("tensors with long names", size: 400) { count in
            archive(names: (0..<count).map { "\($0)" + String(repeating: "n", count: 1000) })
        },
        ScalableCase("names that consist of prefixes", size: 400) { count in
            archive(names: (0..<count).map { String(repeating: "module.", count: 140) + "\($0)" })
        },
        ScalableCase("entries that no tensor lies in", size: 2_000) { count in
            var builder = TorchArchiveBuilder.small
            for index in 0..<count { builder.entries.append(.init("archive/extra/\(index)", [])) }
            return builder.build()
        },
        ScalableCase("entries with long names", size: 300) { count in
            var builder = TorchArchiveBuilder.small
            for index in 0..<count {
                builder.entries.append(
                    .init("archive/extra/\(index)" + String(repeating: "n", count: 1000), []))
            }
            return builder.build()
        },
        ScalableCase("deflated records", size: 200) { count in
            var builder = archiveBuilder(names: (0..<count).map { "t\($0)" })
            for index in 1...count {
                builder.entries[index] = .init(
                    deflating: HostileCases.sixFloats, as: "archive/data/\(index - 1)")
            }
            return builder.build()
        },
        ScalableCase("storages of a legacy stream", size: 500) { count in
            legacy(count, keys: (0..<count).map { "\($0)" })
        },
        ScalableCase("keys of a legacy stream that nothing uses", size: 10_000) { count in
            legacy(1, keys: (0..<count).map { "\($0)" })
        },
    ]

    private static func archive(names: [String]) -> [UInt8] { archiveBuilder(names: names).build() }

    private static func archiveBuilder(names: [String]) -> ZipBuilder {
        TorchArchiveBuilder.archive(
            pickle: HostileCases.pickle { tensors(names, &$0) },
            records: names.indices.map { ("\($0)", HostileCases.sixFloats) })
    }

    private static func tensors(_ names: [String], isLegacy: Bool = false, _ builder: inout PickleBuilder) {
        builder.dictionary { root in
            for (index, name) in names.enumerated() {
                root.string(name)
                root.tensor(key: "\(index)", count: 6, shape: [6], strides: [1], isLegacy: isLegacy)
            }
        }
    }

    private static func legacy(_ count: Int, keys: [String]) -> [UInt8] {
        LegacyStreamBuilder.changed {
            $0.object = HostileCases.pickle {
                tensors((0..<count).map { "t\($0)" }, isLegacy: true, &$0)
            }
            $0.keys = keys
            $0.statedCount = 6
            $0.payload = HostileCases.sixFloats
            for _ in 1..<max(count, 2) { $0.suffix += little(6, 8) + HostileCases.sixFloats }
        }
    }
}

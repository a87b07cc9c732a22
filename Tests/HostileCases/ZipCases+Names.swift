import ByteIO
import TestSupport

// Z: names that mean two things, or places outside.
extension HostileCases {
    static let zipNames: [HostileCase] =
        [
            "../../x", "/abs", "C:x", "archive\\data", "archive//x", "archive/./x", "archive/../x",
            "archive/x/..", "archive/\u{0}", "archive/\u{1B}[31m", "archive/\u{202E}x",
        ].map { name in
            .refused(
                "Z28", "named \(name)", changed { $0.entries.append(.init(name, [1])) }, "an entry is named")
        } + [
            .refused("Z28", "no name", changed { $0.entries.append(.init("", [1])) }, "0 bytes"),
            .refused(
                "Z28", "name of 2,008 bytes",
                changed { $0.entries.append(.init("archive/" + String(repeating: "x", count: 2000), [1])) },
                "2008 bytes"),
            .refused(
                "Z28", "name of 65,535 bytes",
                changed {
                    $0.alignment = 1
                    $0.entries.append(.init("archive/" + String(repeating: "x", count: 65_527), [1]))
                }, "65535 bytes"),
            .refused(
                "Z28", "name not UTF-8",
                changed { zip in
                    var entry = ZipBuilder.Entry("", [1])
                    entry.name = Array("archive/".utf8) + [0xFF]
                    zip.entries.append(entry)
                }, "not valid UTF-8"),
            .refused(
                "Z19", "record twice, last", changed { $0.entries.append($0.entries[1]) }, "two entries"),
            .refused(
                "Z19", "record twice, first", changed { $0.entries.insert(.init(record, [1]), at: 0) },
                "two entries"),
            .refused(
                "Z19", "pickle twice", changed { $0.entries.append($0.entries[0]) }, "two entries"),
            .refused(
                "Z20", "DATA/0 beside data/0", changed { $0.entries.append(.init("archive/DATA/0", [1])) },
                "two entries"),
            .refused(
                "Z20", "the root in capitals", changed { $0.entries.append(.init("ARCHIVE/data/0", [1])) },
                "two entries"),
            .refused(
                "Z20", "two Unicode forms of one name",
                changed { $0.entries += [.init("archive/\u{E9}", [1]), .init("archive/e\u{301}", [1])] },
                "two entries"),
            .refused(
                "Z29", "two roots", changed { $0.entries.append(.init("other/x", [1])) },
                "2 things at its top",
                .unsupported),
            .refused(
                "Z29", "another root first", changed { $0.entries.insert(.init("other/x", [1]), at: 0) },
                "2 things at its top", .unsupported),
            .refused(
                "Z29", "file beside the root", changed { $0.entries.append(.init("data.pkl", [1])) },
                "2 things at its top", .unsupported),
            .refused(
                "Z29", "no root",
                changed { zip in
                    for index in zip.entries.indices { zip.entries[index].name.removeFirst(8) }
                }, "things at its top", .unsupported),
            .refused(
                "Z29", "pickle at depth 3",
                changed { zip in
                    for index in zip.entries.indices {
                        zip.entries[index].name = Array("a/b/".utf8) + zip.entries[index].name
                    }
                }, "no 'a/version'"),
        ]
}

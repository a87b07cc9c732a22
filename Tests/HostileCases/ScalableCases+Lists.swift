import TestSupport

// Labels, templates, classifiers and archives of images.
extension ScalableCases {
    static let lists: [ScalableCase] = [
        parser("labels", "labels", size: 10_000) { lines($0) { "\($0)" } },
        parser("labels", "labels with ids", size: 10_000) { lines($0) { "n\($0)\tlabel \($0)" } },
        parser("labels", "long labels", size: 200) {
            lines($0) { String(repeating: "n", count: 4000) + "\($0)" }
        },
        parser("labels", "labels with combining marks", size: 1000) {
            lines($0) { marks(100) + "\($0)" }
        },
        parser("labels", "blank lines", size: 500_000) { [0x61] + [UInt8](repeating: 0x0A, count: $0) },
        parser("labels", "tabs", size: 500_000, isRefused: true) {
            [0x61] + [UInt8](repeating: 0x09, count: $0) + [0x61]
        },
        parser("labels", "a label of one line", size: 500_000, isRefused: true) {
            [UInt8](repeating: 0x61, count: $0)
        },
        parser("labels", "groups of a tree", size: 5_000) { count in
            tree((0..<count).map { ("g\($0)", ["m\($0)"]) })
        },
        parser("labels", "members of a group", size: 10_000) { count in
            tree([("g", (0..<count).map { "m\($0)" })])
        },
        parser("labels", "long names in a tree", size: 200) { count in
            tree((0..<count).map { (String(repeating: "g", count: 4000) + "\($0)", ["m\($0)"]) })
        },
        parser("templates", "templates", size: 2_500) { lines($0) { "a photo of a {} \($0)." } },
        parser("templates", "places of templates", size: 50) {
            lines($0) { _ in String(repeating: "{}", count: 1000) }
        },
        parser("templates", "blank lines", size: 500_000) {
            Array("{}".utf8) + [UInt8](repeating: 0x0A, count: $0)
        },
        parser("classifier", "labels of a classifier", size: 2_500) { count in
            classifier(rows: count, labels: (0..<count).map { (name: "l\($0)", group: nil) })
        },
        parser("classifier", "groups of a classifier", size: 1_000) { count in
            classifier(
                rows: 2 * count, labels: (0..<count).map { (name: "l\($0)", group: $0) },
                groups: (0..<count).map { "g\($0)" })
        },
        parser("classifier", "templates of a classifier", size: 2_500) { count in
            classifier(
                rows: 1, labels: [(name: "l", group: nil)], templates: (0..<count).map { "{} \($0)" })
        },
    ]

    static let tars: [ScalableCase] = [
        tar("members", size: 2_000) { tar, count in
            for index in 0..<count { tar.add("\(index).txt", Array("cat".utf8)) }
        },
        tar("images with labels", size: 1_000) { tar, count in
            for index in 0..<count {
                tar.add("\(index).jpg", [1])
                tar.add("\(index).txt", Array("label \(index)".utf8))
            }
        },
        tar("long names of GNU's", size: 200) { tar, count in
            for index in 0..<count {
                tar.addLong(String(repeating: "n", count: 3000) + "\(index).txt", Array("cat".utf8))
            }
        },
        tar("long names that name no member", size: 1_000) { tar, count in
            for _ in 0..<count {
                tar.add("x", [UInt8](repeating: 0x61, count: 4000), kind: UInt8(ascii: "L"))
            }
        },
        tar("pax's names", size: 500) { tar, count in
            for index in 0..<count {
                tar.addExtended(String(repeating: "n", count: 200) + "\(index).txt", Array("cat".utf8))
            }
        },
        tar("names with combining marks", size: 500) { tar, count in
            for index in 0..<count {
                tar.addLong("e" + marks(400) + "\(index).txt", Array("cat".utf8))
            }
        },
        tar("records of pax's headers", size: 20) { tar, count in
            let records = String(repeating: "6 a=b\n", count: 10_000)
            for _ in 0..<count { tar.add("x", Array(records.utf8), kind: UInt8(ascii: "x")) }
        },
        tar("members that are no files", size: 5_000) { tar, count in
            for _ in 0..<count { tar.add("d/", [], kind: UInt8(ascii: "5")) }
        },
    ]

    /// A letter with combining characters that are not in their canonical order: to sort them takes time.
    static func marks(_ count: Int) -> String { "e" + String(repeating: "\u{301}\u{323}", count: count) }

    private static func lines(_ count: Int, _ line: (Int) -> String) -> [UInt8] {
        Array((0..<count).map { line($0) + "\n" }.joined().utf8)
    }

    private static func tree(_ groups: [(name: String, members: [String])]) -> [UInt8] {
        let groups = groups.map { name, members in
            "\"\(name)\":[\(members.map { "\"\($0)\"" }.joined(separator: ","))]"
        }
        return Array("{\(groups.joined(separator: ","))}".utf8)
    }

    /// A classifier of two numbers a row.
    private static func classifier(
        rows: Int, labels: [(name: String, group: Int?)], groups: [String] = [], templates: [String] = ["{}"]
    ) -> [UInt8] {
        func list(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }
        func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\\\"") + "\"" }
        let labels = labels.map { label in
            let group = label.group.map { ",\"group\":\($0)" } ?? ""
            return "{\"name\":\"\(label.name)\",\"id\":\"\(label.name)\"\(group)}"
        }
        let metadata = [
            ("format", "clipw-classifier"), ("format_version", "1"),
            ("source_sha256", String(repeating: "0", count: 64)), ("logit_scale", "100"),
            ("labels", list(labels)), ("groups", list(groups.map(quoted))),
            ("templates", list(templates.map(quoted))),
        ].map { "\"\($0)\":\(quoted($1))" }.joined(separator: ",")
        return HostileCases.file(
            "{\"__metadata__\":{\(metadata)},\"weights\":{\"dtype\":\"F32\",\"shape\":[\(rows),2],"
                + "\"data_offsets\":[0,\(8 * rows)]}}",
            data: (0..<rows).flatMap { _ in [0, 0, 0x80, 0x3F, 0, 0, 0, 0] as [UInt8] })
    }

    private static func tar(
        _ name: String, size: Int, _ add: @escaping @Sendable (inout TarBuilder, Int) -> Void
    ) -> ScalableCase {
        parser("tar", name, size: size) { count in
            var tar = TarBuilder()
            tar.add("cat/first.jpg", [1])
            tar.add("cat/first.txt", Array("cat".utf8))
            add(&tar, count)
            return tar.finished
        }
    }
}

import TestSupport

// K: labels, templates, classifiers, archives of images.
extension HostileCases {
    /// Cases of zero-shot classification.
    package static var zeroShot: [ZeroShotCase] {
        labelLists + templateLists + labelTrees + classifiers + archives
    }

    private static let labelLists: [ZeroShotCase] = [
        .refused(
            "K1", "4 MiB of line feeds", .labels, [UInt8](repeating: 0x0A, count: 4 << 20),
            "there is no label"),
        .refused(
            "K1", "more labels than are kept", .labels, Array((0...400_000).map { "\($0)\n" }.joined().utf8),
            "more labels than 400000"),
        .refused(
            "K1", "label of 5,000 bytes", .labels, [UInt8](repeating: 0x61, count: 5000), "at most 4096"),
        .refused("K1", "no UTF-8", .labels, [0x61, 0x0A, 0xFF], "line 2: the line is not valid UTF-8"),
        .refused("K1", "controls of a terminal", .labels, Array("\u{1B}[2J".utf8), "control character 27"),
        .refused("K1", "one label twice", .labels, Array("cat\ncat".utf8), "'cat' is label 1 too"),
        .read("K1", "two Unicode forms", .labels, Array("e\u{301}\n\u{E9}\n".utf8)),
        .read(
            "K1", "byte order mark, carriage returns, blank lines", .labels, Array("\u{FEFF}a\r\n\r\nb".utf8)),
        .read("K1", "right to left, C1", .labels, Array("\u{202E}cat\n\u{9B}31mdog".utf8)),
    ]

    private static let templateLists: [ZeroShotCase] = [
        .refused(
            "K2", "more templates than are kept", .templates,
            Array(String(repeating: "{}\n", count: 10_001).utf8), "more templates than 10000"),
        .refused("K2", "no place", .templates, Array("a photo".utf8), "it has no {}"),
        .refused(
            "K2", "1,300 places", .templates, Array(String(repeating: "{} ", count: 1300).utf8), "tokens"),
        .refused(
            "K2", "template of 5,000 bytes", .templates, Array(String(repeating: "{}", count: 2500).utf8),
            "at most 4096"),
        .read("K2", "mark behind the place", .templates, Array("a {}\u{301}".utf8)),
    ]

    private static let labelTrees: [ZeroShotCase] = [
        .refused(
            "K3", "100,000 levels", .tree, [UInt8](repeating: UInt8(ascii: "["), count: 100_000),
            "too deep in one another"),
        .refused("K3", "group without members", .tree, Array(#"{"a": []}"#.utf8), "no list of names"),
        .refused("K3", "group twice", .tree, Array(#"{"a": ["b"], "a": ["c"]}"#.utf8), "there twice"),
        .refused(
            "K3", "member in two groups", .tree, Array(#"{"a": ["b"], "c": ["b"]}"#.utf8), "label 1 too"),
        .read("K3", "two Unicode forms", .tree, Array("{\"e\u{301}\": [\"a\"], \"\u{E9}\": [\"b\"]}".utf8)),
    ]

    /// A classifier with these labels and groups, and rows of length 1: 64 times an eighth.
    private static func classifier(
        _ labels: String, groups: String = "[]", rows: Int = 2, number: [UInt8] = [0, 0, 0, 0x3E]
    ) -> [UInt8] {
        func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\\\"") + "\"" }
        let metadata = [
            ("format", "clipw-classifier"), ("format_version", "1"),
            ("source_sha256", String(repeating: "0", count: 64)), ("logit_scale", "100"), ("labels", labels),
            ("groups", groups), ("templates", #"["{}"]"#),
        ].map { "\"\($0)\":\(quoted($1))" }.joined(separator: ",")
        let byteCount = rows * 64 * 4
        return file(
            "{\"__metadata__\":{\(metadata)},\"weights\":{\"dtype\":\"F32\",\"shape\":[\(rows),64],"
                + "\"data_offsets\":[0,\(byteCount)]}}",
            data: [[UInt8]](repeating: number, count: rows * 64).flatMap(\.self))
    }

    private static func labels(_ groups: String...) -> String {
        let labels = Swift.zip("abc", groups).map { #"{"name":"\#($0)","id":"\#($0)","group":\#($1)}"# }
        return "[\(labels.joined(separator: ","))]"
    }

    private static let classifiers: [ZeroShotCase] = [
        .refused(
            "K4", "group of the largest number", .classifier,
            classifier(labels("9223372036854775807", "0"), groups: #"["x","y"]"#, rows: 4), "sorted by group"),
        .refused(
            "K4", "largest number after a group", .classifier,
            classifier(labels("0", "9223372036854775807"), groups: #"["x","y"]"#, rows: 4), "sorted by group"),
        .refused(
            "K4", "smallest number", .classifier,
            classifier(labels("-9223372036854775808", "1"), groups: #"["x","y"]"#, rows: 4),
            "sorted by group"),
        .refused(
            "K4", "group without labels", .classifier,
            classifier(labels("0", "0"), groups: #"["x","y"]"#, rows: 4), "sorted by group"),
        .refused("K4", "labels that are no list", .classifier, classifier("{}"), "a list in JSON"),
        .refused(
            "K4", "more rows than labels", .classifier, classifier(labels("0", "0"), rows: 3), "has shape"),
        .refused(
            "K4", "number that is none", .classifier,
            classifier(labels("0", "0"), number: [0, 0, 0xC0, 0x7F]), "finite numbers"),
        .refused(
            "K4", "another checkpoint", .classifier, classifier(labels("0", "0")),
            "made with the checkpoint of SHA-256 0000", 1),
    ]

    private static func tar(_ add: (inout TarBuilder) -> Void) -> [UInt8] {
        var tar = TarBuilder()
        add(&tar)
        return tar.finished
    }

    private static let archives: [ZeroShotCase] = [
        .refused(
            "K5", "member of 8 GB", .archive, tar { $0.addHeader("a.jpg", byteCount: 0o77777777777) },
            "is said to have 8589934591 bytes"),
        .refused(
            "K5", "name of 8 GB", .archive,
            tar { $0.addHeader("a", byteCount: 0o77777777777, kind: UInt8(ascii: "L")) }, "is said to have"),
        .refused(
            "K5", "name of 5,000 bytes", .archive,
            tar { $0.addLong(String(repeating: "n", count: 5000), []) }, "a name has"),
        .refused(
            "K5", "path with a NUL", .archive, tar { $0.addExtended("a\0b.jpg", []) }, "a NUL in it"),
        .refused(
            "K5", "record that is longer than the header", .archive,
            tar { $0.add("x", Array("99999 path=a\n".utf8), kind: UInt8(ascii: "x")) },
            "not as long as it says"),
        .refused(
            "K5", "one name twice", .archive,
            tar { tar in for _ in 0..<2 { tar.add("a.jpg", [1]) } }, "stands in the archive twice"),
        .refused(
            "K5", "label that is none", .archive,
            tar {
                $0.add("a.jpg", [1])
                $0.add("a.cls", Array("9223372036854775807".utf8))
            }, "it says label 9223372036854775807"),
        .refused(
            "K5", "compressed", .archive, [0x1F, 0x8B] + [UInt8](repeating: 1, count: 1000), "no header"),
        .read(
            "K5", "what is no image", .archive,
            tar {
                $0.add("a.jpg", [1])
                $0.add("a.cls", Array("0".utf8))
            }),
    ]
}

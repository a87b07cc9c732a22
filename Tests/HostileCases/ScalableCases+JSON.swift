// JSON with much of one thing, beside an index of one shard so that it is read to its end.
extension ScalableCases {
    static let json: [ScalableCase] = [
        json("arrays of 32 levels", size: 500) { count in
            let levels = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
            return "[" + [String](repeating: levels, count: count).joined(separator: ",") + "]"
        },
        json("objects of 32 levels", size: 500) { count in
            let levels = String(repeating: "{\"k\":", count: 32) + "0" + String(repeating: "}", count: 32)
            return "[" + [String](repeating: levels, count: count).joined(separator: ",") + "]"
        },
        parser("json", "levels that do not end", size: 1_000_000, isRefused: true) { count in
            Array(String(repeating: "[", count: count).utf8)
        },
        json("numbers", size: 40_000) { "[" + String(repeating: "1,", count: $0) + "1]" },
        json("keys", size: 10_000) { count in object((0..<count).map { "k\($0)" }) },
        json("long keys with one start", size: 200) { count in
            object((0..<count).map { String(repeating: "k", count: 1000) + "\($0)" })
        },
        json("keys with many combining marks", size: 200) { count in
            object((0..<count).map { marks(100) + "\($0)" })
        },
        parser("json", "keys, the last of which is there twice", size: 10_000, isRefused: true) { count in
            Array(object((0..<count).map { "k\($0)" } + ["k\(count - 1)"]).utf8)
        },
        parser("json", "a long key that is there twice", size: 500_000, isRefused: true) { count in
            let key = String(repeating: "k", count: count)
            return Array(object([key, key]).utf8)
        },
        json("a long string", size: 500_000) { "\"" + String(repeating: "s", count: $0) + "\"" },
        json("a string of short runs of combining marks", size: 1_000) { count in
            "\"" + String(repeating: marks(100), count: count) + "\""
        },
        parser("json", "a string of combining marks", size: 50_000, isRefused: true) { count in
            Array("{\"weight_map\":{\"a\":\"\(marks(count))\"}}".utf8)
        },
        json("a string of escapes", size: 50_000) {
            "\"" + String(repeating: "\\n\\u00e9", count: $0) + "\""
        },
        json("a string of surrogate pairs", size: 30_000) {
            "\"" + String(repeating: "\\ud83d\\ude00", count: $0) + "\""
        },
        json("a string of characters that do not show", size: 50_000) {
            "\"" + String(repeating: "\u{202E}", count: $0) + "\""
        },
        json("a long number", size: 200_000) { "0." + String(repeating: "3", count: $0) },
        parser("json", "a long integer", size: 1_000_000, isRefused: true) { count in
            Array(String(repeating: "1", count: count).utf8)
        },
        json("a long exponent", size: 200_000) { "1e" + String(repeating: "0", count: $0) },
        json("white space", size: 1_000_000) { String(repeating: " \n", count: $0) + "1" },
        parser("json", "tensors of an index", size: 10_000) { count in
            let members = (0..<count).map { "\"t\($0)\":\"x.safetensors\"" }
            return Array("{\"weight_map\":{\(members.joined(separator: ","))}}".utf8)
        },
        parser("json", "long names in an index", size: 500) { count in
            let members = (0..<count).map {
                "\"\(String(repeating: "n", count: 1000))\($0)\":\"x.safetensors\""
            }
            return Array("{\"weight_map\":{\(members.joined(separator: ","))}}".utf8)
        },
        parser("json", "shards of an index", size: 250) { count in
            let members = (0..<count).map { "\"t\($0)\":\"\($0).safetensors\"" }
            return Array("{\"weight_map\":{\(members.joined(separator: ","))}}".utf8)
        },
    ]

    private static func json(
        _ name: String, size: Int, _ value: @escaping @Sendable (Int) -> String
    ) -> ScalableCase {
        parser("json", name, size: size) { count in
            Array("{\"weight_map\":{\"a\":\"x.safetensors\"},\"x\":\(value(count))}".utf8)
        }
    }

    /// An object with these keys.
    static func object(_ keys: [String]) -> String {
        "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    }
}

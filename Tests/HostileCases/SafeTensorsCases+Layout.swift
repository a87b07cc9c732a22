import ByteIO
import TestSupport

// S: where tensors lie, and how much a header may ask for.
extension HostileCases {
    static let safetensorsLayouts: [HostileCase] =
        [
            .refused(
                "S6", "overlap", two([0, 12], [8, 20], data: Array(sixFloats.prefix(20))),
                "overlaps the tensor before it"),
            .refused(
                "S6", "all of it twice", two([0, 24], [0, 24], shape: 6), "overlaps the tensor before it"),
            .refused("S6", "gap", two([0, 12], [12, 24], data: sixFloats + [0]), "follow the last tensor"),
            .refused(
                "S6", "gap between", two([0, 8], [12, 20], shape: 2, data: Array(sixFloats.prefix(20))),
                "leaves a gap"),
            .refused(
                "S6", "gap before", two([4, 12], [12, 20], shape: 2, data: Array(sixFloats.prefix(20))),
                "leaves a gap"),
            .refused("S6", "offsets turned round", offsets("[24,0]"), "its data_offsets are"),
            .refused("S6", "end beyond the file", offsets("[0,28]"), "its data_offsets are"),
            .refused(
                "S6", "begin beyond the file", offsets("[9223372036854775807,9223372036854775807]"),
                "its data_offsets are"),
            .refused("S6", "negative offset", offsets("[-24,0]"), "its data_offsets are"),
            .refused("S6", "three offsets", offsets("[0,12,24]"), "its data_offsets are"),
            .refused("S6", "size that is not the shape's", offsets("[0,20]"), "it has 20 bytes"),
            .read(
                "S6", "members not in the order of their bytes", two([12, 24], [0, 12]),
                as: ["a": Array(12..<24), "b": Array(0..<12)]),
            .read(
                "S6", "empty tensors at one offset",
                file(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4],\"data_offsets\":[0,0]},"
                        + "\"b\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]},"
                        + "\"c\":{\(honestFields)}}"), as: ["a": [], "b": [], "c": sixFloats]),
            .read(
                "S8", "end record of a zip in the metadata",
                polyglot("PK\\u0005\\u0006" + String(repeating: "x", count: 18)), as: ["a": sixFloats]),
            .read(
                "S8", "web page in the metadata", polyglot("<html><script>alert(1)</script>"),
                as: ["a": sixFloats]),
        ]
        + (1...7).map { surplus in
            .read(
                "S7", "data \(surplus) bytes off their alignment",
                file(
                    "{\"a\":{\(honestFields)}}"
                        + String(
                            repeating: " ",
                            count: (16 - "{\"a\":{\(honestFields)}}".utf8.count % 8 + surplus) % 8 + 8)),
                as: ["a": sixFloats])
        }

    static let safetensorsBudgets: [HostileCase] =
        ([
            ("0", 0, "the text ends"), ("1", 1, "an object's key is missing"),
            ("7", 7, "an object's key is missing"),
            ("one more than there is", 25, "said to have 25 bytes"),
            ("10^8", 100_000_000, "said to have 100000000 bytes"),
            ("10^8 + 1", 100_000_001, "said to have 100000001 bytes"),
        ] as [(String, Int, String)]).map { name, length, sentence in
            .refused("S2", "header of \(name) bytes", shortFile(length), sentence)
        }
        // So long a header is none: the file is not taken for safetensors.
        + ([("2^63 - 1", .max), ("2^63", .min), ("2^64 - 1", -1)] as [(String, Int)]).map { name, length in
            .refused(
                "S2", "header of \(name) bytes", shortFile(length), "this is no checkpoint", .unsupported)
        }
        + [
            .refused(
                "S4", "200,000 arrays", file([UInt8](repeating: 0x5B, count: 200_000), data: []),
                "this is no checkpoint", .unsupported),
            .refused(
                "S4", "200,000 arrays under a key",
                file("{\"a\":" + String(repeating: "[", count: 200_000), data: []), "too deep"),
            .refused(
                "S4", "200,000 objects", file(String(repeating: "{\"a\":", count: 200_000), data: []),
                "too deep"),
            .refused(
                "S4", "100 MB of spaces",
                file([0x7B] + [UInt8](repeating: 0x20, count: 99_999_999), data: []),
                "an object's key is missing"),
            .refused(
                "S4", "name of 100 MB",
                file(
                    Array("{\"".utf8) + [UInt8](repeating: 0x78, count: 99_999_990) + Array("\":1}".utf8),
                    data: []), "too long"),
            .refused(
                "S4", "200,001 tensors on the same bytes", manyTensors(200_001), "more and more members"),
            .refused("S4", "100,001 empty tensors", manyTensors(100_001), "it has 100001 tensors"),
            .refused(
                "S4", "3 million numbers",
                file("{\"a\":[" + String(repeating: "0,", count: 3_000_000) + "0]}", data: []),
                "more and more values"),
        ]

    /// A file of 32 bytes that says its header has so many.
    private static func shortFile(_ length: Int) -> [UInt8] {
        little(length, 8) + Array("{                       ".utf8)
    }

    private static func two(_ first: [Int], _ second: [Int], shape: Int = 3, data: [UInt8] = sixFloats)
        -> [UInt8]
    {
        file(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":\(first)},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":\(second)}}", data: data)
    }

    private static func offsets(_ text: String) -> [UInt8] {
        described("\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":\(text)")
    }

    private static func polyglot(_ text: String) -> [UInt8] {
        file("{\"__metadata__\":{\"x\":\"\(text)\"},\"a\":{\(honestFields)}}")
    }

    private static func manyTensors(_ count: Int) -> [UInt8] {
        let members = (0..<count).map { "\"\($0)\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}" }
        return file("{" + members.joined(separator: ",") + "}", data: [])
    }
}

import ByteIO
import TestSupport

// S: safetensors headers that another reader could read differently, and shards.
extension HostileCases {
    /// Cases of safetensors files and their indexes.
    package static var safetensors: [HostileCase] {
        safetensorsHeaders + safetensorsLayouts + safetensorsBudgets + safetensorsIndexes
    }

    /// A file of this header and these bytes after it.
    static func file(_ header: String, data: [UInt8] = sixFloats) -> [UInt8] {
        file(Array(header.utf8), data: data)
    }

    static func file(_ header: [UInt8], data: [UInt8]) -> [UInt8] {
        little(header.count, 8) + header + data
    }

    /// A file of one tensor, all 24 bytes of it, described by this text.
    static func described(_ fields: String) -> [UInt8] {
        file("{\"a\":{\(fields)}}")
    }

    static let honestFields = #""dtype":"F32","shape":[6],"data_offsets":[0,24]"#
    private static func described(shape: String) -> [UInt8] {
        described("\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[0,24]")
    }
    private static func described(offsets: String) -> [UInt8] {
        described("\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":\(offsets)")
    }

    private static let safetensorsHeaders: [HostileCase] =
        [
            .read("S1", "one tensor", described(honestFields), as: ["a": sixFloats]),
            .read("S1", "white space before", file(" \t\r\n{\"a\":{\(honestFields)}}"), as: ["a": sixFloats]),
            .read("S1", "white space behind", file("{\"a\":{\(honestFields)}}  \n"), as: ["a": sixFloats]),
            .read(
                "S1", "no metadata", file("{\"__metadata__\":null,\"a\":{\(honestFields)}}"),
                as: ["a": sixFloats]),
            .read(
                "S1", "metadata", file("{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\(honestFields)}}"),
                as: ["a": sixFloats]),
            .read(
                "S1", "scalar",
                file(#"{"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#, data: Array(0..<8)),
                as: ["a": Array(0..<8)]),
            .refused(
                "S1", "metadata that is no string",
                file("{\"__metadata__\":{\"a\":1},\"a\":{\(honestFields)}}"), "not an object of strings"),
            .refused(
                "S1", "metadata twice",
                file("{\"__metadata__\":{},\"__metadata__\":{},\"a\":{\(honestFields)}}"), "there twice"),
            .refused(
                "S1", "a key of the metadata twice",
                file("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"},\"a\":{\(honestFields)}}"), "there twice"),
            .refused("S1", "dtype twice", described("\"dtype\":\"F32\",\(honestFields)"), "there twice"),
            .refused("S1", "a field more", described("\"x\":1,\(honestFields)"), "it has a field 'x'"),
            .refused("S1", "no dtype", described(#""shape":[6],"data_offsets":[0,24]"#), "no dtype"),
            .refused(
                "S1", "dtype that is no type", described(#""dtype":"F31","shape":[6],"data_offsets":[0,24]"#),
                "its dtype is 'F31'", .unsupported),
            .refused(
                "S1", "NUL behind", file("{\"a\":{\(honestFields)}}\u{0}"), "there is more after the value"),
            .refused(
                "S1", "letters behind", file("{\"a\":{\(honestFields)}}x"), "there is more after the value"),
            .refused("S1", "no tensors", file("{}", data: []), "0 tensors"),
            .refused("S1", "description that is no object", file("{\"a\":1}"), "no object"),
            .refused("S1", "array", file("[]", data: []), "this is no checkpoint", .unsupported),
            .refused(
                "S3", "byte order mark", file("\u{FEFF}{\"a\":{\(honestFields)}}"), "this is no checkpoint",
                .unsupported),
            .refused(
                "S3", "UTF-16",
                file(
                    "{\"a\":{\(honestFields)}}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
                    data: sixFloats), "an object's key is missing"),
            .refused("S3", "comment", file("{/* */\"a\":{\(honestFields)}}"), "an object's key is missing"),
            .refused(
                "S3", "comma before the end", file("{\"a\":{\(honestFields)},}"), "an object's key is missing"
            ),
            .refused("S3", "single quotes", file("{'a':{\(honestFields)}}"), "an object's key is missing"),
            .refused("S3", "lone surrogate", file(#"{"\ud800":{"# + honestFields + "}}"), "surrogate"),
            .refused(
                "S3", "not UTF-8",
                file([0x7B, 0x22, 0xFF, 0x22, 0x3A] + Array("{\(honestFields)}}".utf8), data: sixFloats),
                "UTF-8"),
            .refused(
                "S5", "a name twice", file("{\"a\":{\(honestFields)},\"a\":{\(honestFields)}}"), "there twice"
            ),
            .refused(
                "S5", "a name twice, once escaped",
                file("{\"a\":{\(honestFields)},\"\\u0061\":{\(honestFields)}}"), "there twice"),
            .refused("S5", "empty name", file("{\"\":{\(honestFields)}}"), "its name is empty"),
            .refused("S5", "NUL in a name", file("{\"\\u0000\":{\(honestFields)}}"), "control characters"),
            .refused(
                "S5", "name of 2,000 bytes",
                file("{\"\(String(repeating: "x", count: 2000))\":{\(honestFields)}}"), "too long"),
            .refused(
                "S5", "metadata as a tensor", file("{\"__metadata__\":{\(honestFields)}}"),
                "not an object of strings"),
            .read(
                "S5", "two Unicode forms are two names",
                file(
                    "{\"\u{E9}\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},"
                        + "\"e\u{301}x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[12,24]}}"),
                as: ["\u{E9}": Array(0..<12), "e\u{301}x": Array(12..<24)]),
        ]
        + [
            "[6.0]", "[6e0]", "[\"6\"]", "[-6]", "[-0]", "[06]", "[18446744073709551616]",
            "[9007199254740993]", "[1e400]", "[NaN]", "null", "{}", "6",
        ].map {
            shape in
            .refused("S3", "shape \(shape)", described(shape: shape), ":")
        }
        + [[1, 1, 1, 1, 1, 1, 1, 1, 6], [Int](repeating: 1, count: 1000), [1 << 49, 0]].map { shape in
            .refused("S1", "shape of \(shape.count) dimensions", described(shape: "\(shape)"), "its shape is")
        }
}

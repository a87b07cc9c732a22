import ByteIO
import TestSupport

// S: an index must not choose which files are opened, nor be able to lie about what is in them.
extension HostileCases {
    static let safetensorsIndexes: [HostileCase] =
        [
            HostileCase("S10", "honest shards in any order", .read { ["x": [1], "y": [2], "z": [3]] }) {
                folder(
                    #"{"metadata":{"total_size":3},"weight_map":{"x":"b.safetensors","y":"b.safetensors","z":"a.safetensors"}}"#,
                    [("a.safetensors", shard(["z": 3])), ("b.safetensors", shard(["x": 1, "y": 2]))])
            },
            HostileCase("S9", "no index and no weights", .refused(.unsupported, "the folder has no weights"))
            {
                [("config.json", Array("{}".utf8))]
            },
            HostileCase(
                "S9", "index of 64 MiB and a byte",
                .refused(.malformed, "the index has 67108865 bytes")
            ) {
                folder(String(repeating: " ", count: 64 << 20 + 1), [])
            },
            index("S9", "nonsense", "nonsense", "this is no value"),
            index("S9", "array", "[]", "no 'weight_map'"),
            index("S9", "no map", "{}", "no 'weight_map'"),
            index("S9", "empty map", #"{"weight_map":{}}"#, "no 'weight_map'"),
            index("S9", "map to a number", #"{"weight_map":{"x":1}}"#, "is no string"),
            index("S9", "map to null", #"{"weight_map":{"x":null}}"#, "is no string"),
            index(
                "S10", "missing shard", #"{"weight_map":{"x":"missing.safetensors"}}"#, "no such file",
                .missing),
            index(
                "S10", "tensor listed twice", #"{"weight_map":{"x":"a.safetensors","x":"a.safetensors"}}"#,
                "there twice"),
            index(
                "S10", "shard in two spellings", #"{"weight_map":{"x":"a.safetensors","y":"A.safetensors"}}"#,
                "two spellings"),
            index(
                "S10", "tensor that is not listed", #"{"weight_map":{"y":"a.safetensors"}}"#,
                "not listed for it"),
            index(
                "S10", "tensor that is not there",
                #"{"weight_map":{"x":"a.safetensors","z":"a.safetensors"}}"#, "but not in it"),
            index(
                "S10", "wrong total size",
                #"{"metadata":{"total_size":8},"weight_map":{"x":"a.safetensors"}}"#, "it says 8 bytes"),
            HostileCase("S10", "tensor in two shards", .refused(.malformed, "not listed for it")) {
                folder(
                    #"{"weight_map":{"x":"a.safetensors","y":"b.safetensors"}}"#,
                    [("a.safetensors", shard(["x": 1])), ("b.safetensors", shard(["x": 1, "y": 2]))])
            },
            HostileCase("S10", "100,000 shards", .refused(.malformed, "at most 1024")) {
                let members = (0..<100_000).map { "\"\($0)\":\"\($0).safetensors\"" }.joined(separator: ",")
                return folder("{\"weight_map\":{\(members)}}", [])
            },
            HostileCase("S10", "the index as a shard", .refused(.permission, "the index says it is in")) {
                folder(#"{"weight_map":{"x":"model.safetensors.index.json"}}"#, [])
            },
            HostileCase("S11", "second shard is an archive", .refused(.malformed, "header")) {
                folder(
                    #"{"weight_map":{"x":"a.safetensors","y":"b.safetensors"}}"#,
                    [
                        ("a.safetensors", shard(["x": 1])),
                        ("b.safetensors", TorchArchiveBuilder.small.build()),
                    ])
            },
            HostileCase("S11", "shards that are pickles", .refused(.unsupported, "sharded pickles")) {
                [("pytorch_model.bin.index.json", Array(#"{"weight_map":{"x":"a.bin"}}"#.utf8))]
            },
        ]
        + [
            "../x.safetensors", "/etc/passwd", "/etc/passwd.safetensors", "C:x.safetensors",
            "\\\\\\\\host\\\\x.safetensors", "a/b.safetensors", "x.bin", "", ".x.safetensors",
            "é.safetensors",
            "a b.safetensors", "x.safetensors\\u0000", "con\\n.safetensors",
        ].map { name in
            index(
                "S9", "shard '\(name)'", "{\"weight_map\":{\"x\":\"\(name)\"}}", "the index says it is in",
                .permission)
        }

    /// A folder of one honest shard, `a.safetensors` with tensor x, and this index.
    private static func index(
        _ id: String, _ name: String, _ text: String, _ sentence: String, _ code: FileError.Code = .malformed
    ) -> HostileCase {
        HostileCase(id, name, .refused(code, sentence)) { folder(text, [("a.safetensors", shard(["x": 1]))]) }
    }

    private static func folder(_ index: String, _ shards: HostileCase.Files) -> HostileCase.Files {
        [("model.safetensors.index.json", Array(index.utf8))] + shards
    }

    /// A file of tensors of one byte each.
    package static func shard(_ tensors: [String: UInt8]) -> [UInt8] {
        let sorted = tensors.sorted { $0.key < $1.key }
        let members = sorted.enumerated().map { index, tensor in
            "\"\(tensor.key)\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[\(index),\(index + 1)]}"
        }
        return file("{" + members.joined(separator: ",") + "}", data: sorted.map(\.value))
    }
}

import TestSupport

// Headers, indexes, configurations and `.clipw` files with much in them.
extension ScalableCases {
    static let safetensors: [ScalableCase] = [
        ScalableCase("tensors of a safetensors file", size: 2_000) { count in
            file((0..<count).map { "t\($0)" })
        },
        ScalableCase("long names in a safetensors file", size: 400) { count in
            file((0..<count).map { "\($0)" + String(repeating: "n", count: 1000) })
        },
        ScalableCase("metadata of a safetensors file", size: 5_000) { count in
            let members = (0..<count).map { "\"k\($0)\":\"\($0)\"" }.joined(separator: ",")
            return HostileCases.file("{\"__metadata__\":{\(members)},\"a\":{\(HostileCases.honestFields)}}")
        },
        ScalableCase("a long text in a safetensors header", size: 100_000) { count in
            let text = String(repeating: "\\u00e9x", count: count)
            return HostileCases.file(
                "{\"__metadata__\":{\"k\":\"\(text)\"},\"a\":{\(HostileCases.honestFields)}}")
        },
        ScalableCase("arrays in one another", size: 10_000) { count in
            HostileCases.file("{\"a\":" + String(repeating: "[", count: count), data: [])
        },
        ScalableCase("tensors in two shards", size: 2_000) { count in
            let names = (0..<2).map { half in (0..<count).map { "t\(half).\($0)" } }
            return folder(names)
        },
        ScalableCase("shards", size: 60) { count in
            folder((0..<count).map { ["t\($0)"] })
        },
        ScalableCase("an index of shards that are not there", size: 5_000) { count in
            let members = (0..<count).map { "\"\($0)\":\"\($0).safetensors\"" }.joined(separator: ",")
            return [("model.safetensors.index.json", Array("{\"weight_map\":{\(members)}}".utf8))]
        },
        ScalableCase("members of a configuration", size: 10_000) { count in
            let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
            return [("config.json", Array("{\(members)}".utf8)), ("model.safetensors", file(["a"]))]
        },
        ScalableCase("metadata of a .clipw file", size: 5_000) { count in
            ClipwEditor.changed {
                let members = (0..<count).map { "\"k\($0)\":\"\($0)\"," }.joined()
                $0.replace("\"__metadata__\":{", with: "\"__metadata__\":{\(members)")
            }
        },
        ScalableCase("tensors of a .clipw file", size: 1_000) { count in
            ClipwEditor.changed { $0.addTensors((0..<count).map { "clipw.extra.\($0)" }) }
        },
        ScalableCase("long names in a .clipw file", size: 200) { count in
            ClipwEditor.changed {
                $0.addTensors((0..<count).map { "clipw.\($0)" + String(repeating: "n", count: 1000) })
            }
        },
    ]

    private static func file(_ names: [String]) -> [UInt8] {
        let members = names.enumerated().map { index, name in
            "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[\(index),\(index + 1)]}"
        }
        return HostileCases.file(
            "{\(members.joined(separator: ","))}", data: [UInt8](repeating: 1, count: names.count))
    }

    /// Shards with these tensors, and their index.
    private static func folder(_ shards: [[String]]) -> HostileCase.Files {
        let members = shards.enumerated().flatMap { index, names in
            names.map { "\"\($0)\":\"s\(index).safetensors\"" }
        }
        let map = "{\"weight_map\":{\(members.joined(separator: ","))}}"
        return [("model.safetensors.index.json", Array(map.utf8))]
            + shards.enumerated().map { ("s\($0).safetensors", file($1)) }
    }
}

import ByteIO
import CLIPRuntime
import Families
import Foundation
import ModelKit
import SafeTensors
import StrictJSON
import TestSupport
import WeightFile

extension FuzzTarget {
    /// A safetensors file.
    static let safeTensors = FuzzTarget(
        name: "safetensors",
        seeds: {
            try vectors(["good.safetensors", "good-spaces.safetensors", "good-empty-tensor.safetensors"])
                + ["small.safetensors", "dtypes.expected.safetensors"].map(Repository.fixtureBytes)
        },
        read: { bytes in
            let file = try SafeTensorsFile(InputFile(inMemory: bytes, namedAs: "input"))
            for entry in file.header.entries {
                _ = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
            }
        })

    /// The JSON that lies beside weights: an index of shards, or a model's configuration.
    static let json = FuzzTarget(
        name: "json",
        seeds: {
            [
                Array(#"{"metadata": {"total_size": 8}, "weight_map": {"a": "b.safetensors"}}"#.utf8)
            ]
                + (try [
                    "vit-sharded/model.safetensors.index.json", "vit-huggingface/config.json",
                    "vit-huggingface/preprocessor_config.json", "vit-openclip/open_clip_config.json",
                ].map(Repository.fixtureBytes))
        },
        read: { bytes in
            let value: JSONValue
            do throws(JSONError) {
                value = try JSONValue(parsing: bytes)
            } catch {
                throw FileError(.malformed, found: error.found, allowed: error.allowed)
            }
            // A number without a fraction may come back as an integer; its text stays.
            let again = try? JSONValue(parsing: Array(value.text.utf8))
            precondition(again?.text == value.text, "what is written is not what is read")
            let isConfiguration = [
                (try? ModelConfiguration(huggingFace: value)) != nil,
                (try? ModelConfiguration(openCLIP: value)) != nil,
                (try? Preprocessing(huggingFace: value)) != nil,
            ]
            do {
                var work = WorkBudget.safetensors
                _ = try SafeTensorsIndex(InputFile(inMemory: bytes, namedAs: "input"), work: &work)
            } catch  where isConfiguration.contains(true) {}
        })

    /// A `.clipw` file, with all that it says about its model.
    static let clipw = FuzzTarget(
        name: "clipw",
        seeds: { try vectors(["good.clipw", "good-int8.clipw", "good-unknown-tensor.clipw"]) },
        read: { bytes in
            let file = try ClipwFile(SafeTensorsFile(InputFile(inMemory: bytes, namedAs: "input")))
            for index in file.entries.indices { try file.verify(index) { _ in } }
            _ = try? ModelDescription(json: file.metadata.model)
        },
        repair: { ClipwDigests.repair(&$0) })

    private static func vectors(_ names: [String]) throws -> [[UInt8]] {
        try names.map { name in
            try TemporaryDirectory.contents(
                of: Repository.root.appending(path: "Formats/vectors/\(name)").path)
        }
    }
}

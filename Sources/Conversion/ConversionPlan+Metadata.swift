import ByteIO
import CLIPRuntime
import Checkpoints
import Families
import KnownModels
import ModelKit
import Quantization
import StrictJSON
import WeightFile

extension ConversionPlan {
    /// What the file says about itself, given what its source turned out to be.
    func metadata(digest: Digest, knownAs model: KnownModel?) -> ClipwMetadata {
        metadata(
            sha256: digest.description, knownAs: model.map { .string($0.name) } ?? .null)
    }

    /// The same with the longest strings that may come, before the source has been read through.
    var provisionalMetadata: ClipwMetadata {
        let longestName = KnownModels.all.map(\.name.utf8.count).max() ?? 0
        return metadata(
            sha256: String(repeating: "0", count: 64),
            knownAs: .string(String(repeating: "-", count: max(longestName, 4))))
    }

    private func metadata(sha256: String, knownAs: JSONValue) -> ClipwMetadata {
        ClipwMetadata(
            precision: precision.rawValue, architecture: architecture.json,
            preprocess: architecture.imageResolution == nil
                ? .null : source.model.preprocessing?.json ?? .null,
            tokenizer: tokenizer,
            source: [
                "bytes": .integer(source.checkpoint.byteCount), "sha256": .string(sha256),
                "known_as": knownAs,
                "format": .string(source.checkpoint.format.rawValue),
                "dialect": .string(source.model.layout),
            ],
            golden: golden)
    }

    private var tokenizer: JSONValue {
        guard let contextLength = architecture.contextLength,
            let vocabularySize = architecture.vocabularySize
        else { return .null }
        return [
            "kind": "clip-bpe", "context_length": .integer(contextLength),
            "vocab_size": .integer(vocabularySize),
        ]
    }

    private var golden: JSONValue {
        guard options.validates else { return .null }
        return [
            "probes": .string(GoldenEmbeddings.probeVersion),
            "images": .integer(architecture.imageResolution == nil ? 0 : GoldenEmbeddings.pictureCount),
            "texts": .integer(architecture.contextLength == nil ? 0 : GoldenEmbeddings.textCount),
        ]
    }
}

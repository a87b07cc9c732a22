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
    func metadata(digest: Digest, knownAs model: KnownModel?, activation: Activation) -> ClipwMetadata {
        metadata(
            architecture: architecture.replacing(activation: activation).json, sha256: digest.description,
            knownAs: model.map { .string($0.name) } ?? .null)
    }

    /// The same with the longest strings that may come, before the source has been read through.
    var provisionalMetadata: ClipwMetadata {
        let activations = Activation.allCases.sorted { $0.rawValue.utf8.count < $1.rawValue.utf8.count }
        let longest = activations.last ?? .quickGELU
        let longestName = KnownModels.all.map(\.name.utf8.count).max() ?? 0
        return metadata(
            architecture: architecture.replacing(activation: longest).json,
            sha256: String(repeating: "0", count: 64),
            knownAs: .string(String(repeating: "-", count: max(longestName, 4))))
    }

    private func metadata(architecture: JSONValue, sha256: String, knownAs: JSONValue) -> ClipwMetadata {
        ClipwMetadata(
            precision: precision.rawValue, architecture: architecture,
            preprocess: source.preprocessing.flatMap { self.architecture.vision == nil ? nil : $0.json }
                ?? .null,
            tokenizer: self.architecture.text.map {
                [
                    "kind": "clip-bpe", "context_length": .integer($0.contextLength),
                    "vocab_size": .integer($0.vocabularySize),
                ]
            } ?? .null,
            source: [
                "bytes": .integer(source.checkpoint.byteCount), "sha256": .string(sha256),
                "known_as": knownAs,
                "format": .string(source.checkpoint.format.rawValue),
                "dialect": .string(source.dialect.rawValue),
            ],
            golden: golden)
    }

    private var golden: JSONValue {
        guard options.validates else { return .null }
        return [
            "probes": .string(GoldenEmbeddings.probeVersion),
            "images": .integer(architecture.vision == nil ? 0 : GoldenEmbeddings.pictureCount),
            "texts": .integer(architecture.text == nil ? 0 : GoldenEmbeddings.textCount),
        ]
    }
}

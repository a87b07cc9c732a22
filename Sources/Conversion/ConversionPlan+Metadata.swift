import ByteIO
import CLIPRuntime
import Checkpoints
import Families
import KnownModels
import ModelKit
import Quantization
import StrictJSON
import Tensors
import WeightFile

extension ConversionPlan {
    /// What the file says about itself, given what its source turned out to be.
    func metadata(digest: Digest, knownAs model: KnownModel?, weightsDigest: Digest) -> ClipwMetadata {
        metadata(
            sha256: digest.description, knownAs: model.map { .string($0.name) } ?? .null,
            weightsSHA256: weightsDigest.description)
    }

    /// The same with the longest strings that may come, before the source has been read through.
    var provisionalMetadata: ClipwMetadata {
        let digest = String(repeating: "0", count: 64)
        let longestName = KnownModels.all.map(\.name.utf8.count).max() ?? 0
        return metadata(
            sha256: digest, knownAs: .string(String(repeating: "-", count: max(longestName, 4))),
            weightsSHA256: digest)
    }

    /// One digest for all weights, whatever they are stored in: SHA-256 over each weight's name, shape and SHA-256 of its
    /// numbers in float32, in the order of the file (Formats/clipw.md, section 2.5).
    func weightsDigest(_ digests: [Digest]) throws(FileError) -> Digest {
        var hash = try SHA256()
        for (planned, digest) in zip(weights, digests) {
            let dimensions = planned.weight.shape.dimensions.map(String.init).joined(separator: ",")
            let line = Array("\(planned.weight.name)\n\(dimensions)\n".utf8) + digest.bytes
            hash.update(line.span)
        }
        return hash.finish()
    }

    private func metadata(sha256: String, knownAs: JSONValue, weightsSHA256: String) -> ClipwMetadata {
        ClipwMetadata(
            model: description.json, storage: storage,
            source: [
                "bytes": .integer(source.checkpoint.byteCount), "sha256": .string(sha256),
                "known_as": knownAs, "format": .string(source.checkpoint.format.rawValue),
                "dialect": .string(source.model.layout), "weights_sha256": .string(weightsSHA256),
            ],
            golden: golden)
    }

    /// The model as the file describes it.
    private var description: ModelDescription {
        ModelDescription(
            architecture: architecture, preprocessing: source.model.preprocessing,
            tokenizer: architecture.contextLength.flatMap { contextLength in
                source.model.tokenizer?.json(contextLength: contextLength)
            } ?? .null)
    }

    /// What the weights are stored in: the default, and by type those that are in another and would not be by rule.
    private var storage: JSONValue {
        var exceptions: [String: [JSONValue]] = [:]
        for planned in weights where planned.role.isNarrowed && planned.storage.precision != precision {
            exceptions[planned.storage.precision.rawValue, default: []].append(.string(planned.weight.name))
        }
        var object = JSONObject()
        for (type, names) in exceptions.sorted(by: { $0.key < $1.key }) { object[type] = .array(names) }
        return ["default": .string(precision.rawValue), "exceptions": .object(object)]
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

import ByteIO
import TestSupport

// M17: well-formed checkpoints whose numbers no model computes with, in every container.
extension HostileCases {
    static var unsoundWeights: [HostileCase] {
        weights("NaN in a weight", "ln_final.weight", 12, [1, 0, 0x80, 0xFF], "element 3 is nan, 1 of 64")
            + weights("infinity in a matrix", "visual.proj", 40, [0, 0xFC], "element 20 is -inf, 1 of 1024")
            + weights("logit scale NaN", "logit_scale", 0, [0, 0, 0xC0, 0x7F], "element 0 is nan, 1 of 1")
            + weights(
                "logit scale infinite", "logit_scale", 0, [0, 0, 0x80, 0x7F], "element 0 is inf, 1 of 1")
            // As of somebody who stored the factor in the place of its logarithm.
            + weights("logit scale 100", "logit_scale", 0, [0, 0, 0xC8, 0x42], "it is 100.0")
    }

    /// The tiny model with these bytes of a tensor, in every container.
    private static func weights(
        _ name: String, _ tensor: String, _ offset: Int, _ bytes: [UInt8], _ sentence: String
    ) -> [HostileCase] {
        containers.map { (container: String, file: @escaping @Sendable ([SourceTensor]) -> [UInt8]) in
            HostileCase("M17", "\(name), \(container)", .unsound("tensor '\(tensor)': \(sentence)")) {
                var weights = TinyCLIP.weights(of: TinyCLIP.vit)
                for index in weights.indices where weights[index].name == tensor {
                    weights[index].bytes.replaceSubrange(offset..<offset + bytes.count, with: bytes)
                }
                return file(weights)
            }
        }
    }

    /// Every form in which a checkpoint is one file.
    private static let containers: [(String, @Sendable ([SourceTensor]) -> [UInt8])] = [
        ("TorchScript", { TorchScriptBuilder($0).archive().build() }),
        ("state dict", stateDict), ("legacy stream", legacyStream), ("safetensors", safetensors),
    ]

    private static func stateDict(_ tensors: [SourceTensor]) -> [UInt8] {
        TorchArchiveBuilder.archive(
            pickle: pickle(of: tensors, isLegacy: false),
            records: tensors.enumerated().map { ("\($0)", $1.bytes) }
        ).build()
    }

    private static func legacyStream(_ tensors: [SourceTensor]) -> [UInt8] {
        // Its storages follow one another in the order of their keys, as texts.
        let keys = tensors.indices.map { "\($0)" }.sorted()
        var storages: [UInt8] = []
        for index in keys.compactMap({ Int($0) }) {
            storages += little(tensors[index].shape.reduce(1, *), 8) + tensors[index].bytes
        }
        return LegacyStreamBuilder.changed {
            $0.object = pickle(of: tensors, isLegacy: true)
            $0.keys = keys
            $0.statedCount = tensors[Int(keys[0]) ?? 0].shape.reduce(1, *)
            $0.payload = Array(storages.dropFirst(8))
        }
    }

    private static func pickle(of tensors: [SourceTensor], isLegacy: Bool) -> [UInt8] {
        var pickle = PickleBuilder()
        pickle.dictionary { dictionary in
            for (index, tensor) in tensors.enumerated() {
                var strides = [Int](repeating: 1, count: tensor.shape.count)
                for axis in strides.indices.dropLast().reversed() {
                    strides[axis] = strides[axis + 1] * tensor.shape[axis + 1]
                }
                dictionary.string(tensor.name)
                dictionary.tensor(
                    tensor.storage, key: "\(index)", count: tensor.shape.reduce(1, *), shape: tensor.shape,
                    strides: strides, isLegacy: isLegacy)
            }
        }
        return pickle.finished()
    }

    private static func safetensors(_ tensors: [SourceTensor]) -> [UInt8] {
        let types = ["FloatStorage": "F32", "HalfStorage": "F16", "LongStorage": "I64"]
        var (fields, data): ([String], [UInt8]) = ([], [])
        for tensor in tensors {
            let end = data.count + tensor.bytes.count
            fields.append(
                "\"\(tensor.name)\":{\"dtype\":\"\(types[tensor.storage] ?? "")\",\"shape\":\(tensor.shape),"
                    + "\"data_offsets\":[\(data.count),\(end)]}")
            data += tensor.bytes
        }
        return file("{\(fields.joined(separator: ","))}", data: data)
    }
}

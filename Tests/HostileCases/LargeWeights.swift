import TestSupport

/// A model of two large weights, one of which may be a transposed view, as projections of Hugging Face's are.
package enum LargeWeights {
    /// An archive of `torch.save`; each of the two has 64 times as many float16 numbers as the MLP is wide.
    package static func archive(mlpWidth: Int, isTransposed: Bool) -> [UInt8] {
        let block = "transformer.resblocks.0.mlp."
        let shapes = [
            "c_fc.weight": [mlpWidth, 64], "c_fc.bias": [mlpWidth], "c_proj.weight": [64, mlpWidth],
        ]
        let tensors = TinyCLIP.weights(of: TinyCLIP.vit).map { tensor in
            guard tensor.name.hasPrefix(block), let shape = shapes[String(tensor.name.dropFirst(block.count))]
            else { return tensor }
            let pieces = shape.reduce(1, *) / 64
            return SourceTensor(
                tensor.name, tensor.storage, shape,
                Array([[UInt8]](repeating: Array(tensor.bytes.prefix(128)), count: pieces).joined()))
        }
        var pickle = PickleBuilder()
        pickle.dictionary { dictionary in
            for (index, tensor) in tensors.enumerated() {
                var strides = [Int](repeating: 1, count: tensor.shape.count)
                for axis in strides.indices.dropLast().reversed() {
                    strides[axis] = strides[axis + 1] * tensor.shape[axis + 1]
                }
                if isTransposed, tensor.name == block + "c_proj.weight" { strides = [1, tensor.shape[0]] }
                dictionary.string(tensor.name)
                dictionary.tensor(
                    tensor.storage, key: "\(index)", count: tensor.shape.reduce(1, *), shape: tensor.shape,
                    strides: strides)
            }
        }
        return TorchArchiveBuilder.archive(
            pickle: pickle.finished(), records: tensors.enumerated().map { ("\($0)", $1.bytes) }
        ).build()
    }
}

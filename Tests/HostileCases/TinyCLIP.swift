import Families
import Layers
import ModelKit
import Tensors

/// A weight as a generator writes it.
struct SourceTensor: Sendable {
    var name: String
    /// PyTorch's storage class.
    var storage: String
    var shape: [Int]
    var bytes: [UInt8]

    init(_ name: String, _ storage: String, _ shape: [Int], _ bytes: [UInt8]) {
        (self.name, self.storage, self.shape, self.bytes) = (name, storage, shape, bytes)
    }
}

/// CLIP models so small that hundreds of them can be made and converted.
enum TinyCLIP {
    /// One block a tower, width 64, which is the least with heads of OpenAI's width.
    static let vit = SourceArchitecture(
        vision: .vit(
            ViTArchitecture(layers: 1, width: 64, heads: 1, mlpWidth: 64, patchSize: 4, imageResolution: 8)))
    /// One bottleneck a stage; width 2 gives an attention pool of width 64.
    static let resNet = SourceArchitecture(
        vision: .resNet(
            ResNetArchitecture(stageLayers: [1, 1, 1, 1], width: 2, imageResolution: 32)))

    /// Width 32: OpenAI's rule, one head for every 64, gives it none.
    static let narrow = SourceArchitecture(
        vision: vit.vision,
        text: TextArchitecture(
            contextLength: 8, vocabularySize: 16, width: 32, heads: 1, layers: 1, mlpWidth: 64))

    /// A model with both towers.
    struct SourceArchitecture: Sendable {
        var vision: VisionArchitecture
        var text = TextArchitecture(
            contextLength: 8, vocabularySize: 16, width: 64, heads: 1, layers: 1, mlpWidth: 64)
        var embedDimension = 16
    }

    /// The weights in OpenAI's order and types (`convert_weights` in openai/CLIP), and its three numbers.
    static func weights(of source: SourceArchitecture) -> [SourceTensor] {
        guard
            let architecture = try? CLIPArchitecture(
                embedDimension: source.embedDimension, vision: source.vision, text: source.text,
                activation: .quickGELU)
        else { preconditionFailure("the generator's own architecture is not legal") }
        let numbers = [
            ("input_resolution", source.vision.imageResolution),
            ("context_length", source.text.contextLength),
            ("vocab_size", source.text.vocabularySize),
        ].map { name, number in
            SourceTensor(
                name, "LongStorage", [], (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
        }
        return architecture.expectedTensors.map { weight($0.name, $0.shape.dimensions) } + numbers
    }

    private static func weight(_ name: String, _ shape: [Int]) -> SourceTensor {
        let count = shape.reduce(1, *)
        let isHalf =
            [".attn.in_proj_", ".attn.out_proj.", ".mlp.", ".downsample.0.", "visual.attnpool."].contains {
                name.contains($0)
            } || name.contains("conv") || name == "visual.proj" || name == "text_projection"
        // Small numbers of both signs, none of them alike in a row; a variance of a batch norm is positive.
        let isPositive = name.hasSuffix("running_var") || name == "logit_scale"
        let patterns = (0..<count).map { index in
            (sign: isPositive ? 0 : index % 2, fraction: (37 * index + name.utf8.count) % 1024)
        }
        if isHalf && !name.hasSuffix("positional_embedding") {
            return SourceTensor(
                name, "HalfStorage", shape,
                patterns.flatMap { bytes($0.sign << 15 | 0x2C00 | $0.fraction, 2) })
        }
        return SourceTensor(
            name, "FloatStorage", shape,
            patterns.flatMap { bytes($0.sign << 31 | 0x3D80_0000 | $0.fraction << 13, 4) })
    }

    private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}

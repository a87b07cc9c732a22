public import Tensors

/// How one weight is stored.
public enum WeightStorage: Sendable, Hashable {
    /// As numbers of this type.
    case floatingPoint(ElementType)
    /// As 8-bit integers with a scale for each output channel; see `SymmetricInt8`.
    case symmetricInt8
}

/// The rule that decides how each weight is stored in a file of a given precision.
///
/// It looks at a weight's canonical (OpenAI) name and its shape alone, so that two checkpoints of one
/// architecture always give files of one layout.
public enum PrecisionPolicy {
    /// The fewest elements that are worth quantising.
    ///
    /// Below, a weight costs at most 12 KiB more in float32, and it is one that much depends on: the first
    /// convolution of a ResNet stem, `[32, 3, 3, 3]`, sees the raw pixels.
    public static let fewestQuantizedElements = 4096

    /// How the weight is stored.
    ///
    /// - In every precision a single number (`logit_scale`) stays float32: its exponential is taken, which
    ///   amplifies rounding, and it costs four bytes.
    /// - fp32, fp16 and bf16 store all others in their own type.
    /// - int8 quantises matrices, convolutions and the token embedding, where `isQuantizable` says so, and
    ///   stores all others in float32.
    public static func storage(of weight: TensorDescriptor, at precision: Precision) -> WeightStorage {
        if weight.shape.elementCount == 1 { return .floatingPoint(.float32) }
        return switch precision {
        case .fp32: .floatingPoint(.float32)
        case .fp16: .floatingPoint(.float16)
        case .bf16: .floatingPoint(.bfloat16)
        case .int8: isQuantizable(weight) ? .symmetricInt8 : .floatingPoint(.float32)
        }
    }

    /// Whether int8 quantises the weight: it is the `weight` or `in_proj_weight` of a layer, with output
    /// channels along dimension 0 (for `token_embedding.weight`, the vocabulary), and large enough.
    ///
    /// The early convolutions of a ResNet are left alone too: the second and third of its stem, and its first two
    /// stages. They are 4 % of RN50's weights and made three quarters of its error: with them in 8 bits, the cosine of
    /// 32 pictures to the original's was at least 0.9968, mean 0.9989, and without, at least 0.9994, mean 0.9997
    /// (docs/measurements.md).
    ///
    /// Biases and the weights of normalisations have one dimension. The class and positional embeddings,
    /// `visual.proj` and `text_projection` are no layer's `weight`, and are left alone with reason: the
    /// first are added to every token as they are, and the projections make the embedding itself, so that
    /// nothing after them evens out their rounding.
    private static func isQuantizable(_ weight: TensorDescriptor) -> Bool {
        let isLayerWeight = weight.name.hasSuffix(".weight") || weight.name.hasSuffix(".in_proj_weight")
        let isEarly = earlyConvolutions.contains { weight.name.hasPrefix($0) }
        return isLayerWeight && !isEarly && weight.shape.rank >= 2
            && weight.shape.elementCount >= fewestQuantizedElements
    }

    private static let earlyConvolutions = [
        "visual.conv2.", "visual.conv3.", "visual.layer1.", "visual.layer2.",
    ]
}

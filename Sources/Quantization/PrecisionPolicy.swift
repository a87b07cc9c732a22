package import Tensors

/// How one weight is stored.
package enum WeightStorage: Sendable, Hashable {
    /// As numbers of this type.
    case floatingPoint(ElementType)
    /// As 8-bit integers with a scale for each output channel; see `SymmetricInt8`.
    case symmetricInt8
}

extension WeightStorage {
    /// The precision whose weights are stored so.
    package var precision: Precision {
        switch self {
        case .floatingPoint(.float16): .fp16
        case .floatingPoint(.bfloat16): .bf16
        case .floatingPoint: .fp32
        case .symmetricInt8: .int8
        }
    }
}

/// The rule that decides how each weight is stored in a file of a given precision.
///
/// It looks at a weight's role and size alone, so that two checkpoints of one architecture always give files of one
/// layout.
package enum PrecisionPolicy {
    /// The fewest elements that are worth quantising.
    ///
    /// Below, a weight costs at most 12 KiB more in float32, and it is one that much depends on: the first
    /// convolution of a ResNet stem, `[32, 3, 3, 3]`, sees the raw pixels.
    package static let fewestQuantizedElements = 4096

    /// How a weight of so many elements is stored.
    ///
    /// - fp32, fp16 and bf16 store what has a role that is narrowed in their own type.
    /// - int8 quantises what has a role that allows it.
    /// - All others are float32.
    package static func storage(
        of role: Role, elementCount: Int, at precision: Precision
    ) -> WeightStorage {
        guard role.isNarrowed else { return .floatingPoint(.float32) }
        return switch precision {
        case .fp32: .floatingPoint(.float32)
        case .fp16: .floatingPoint(.float16)
        case .bf16: .floatingPoint(.bfloat16)
        case .int8 where role.isQuantized && elementCount >= fewestQuantizedElements: .symmetricInt8
        case .int8: .floatingPoint(.float32)
        }
    }
}

public import Tensors

/// A weight under its canonical name, and where the checkpoint keeps it.
public struct CanonicalWeight: Sendable, Hashable {
    /// OpenAI's name.
    public let name: String
    /// The canonical shape, after joining the parts, exchanging rows and columns, and dropping a dimension of
    /// 1 from `logit_scale`.
    public let shape: Shape
    /// Type of the elements; all parts have the same.
    public let elementType: ElementType
    /// The checkpoint's names.
    ///
    /// More than one are joined along the first dimension, in this order.
    public let parts: [String]
    /// Whether the checkpoint keeps rows and columns exchanged.
    ///
    /// Never together with several parts.
    public let isTransposed: Bool
    /// The rows of the checkpoint's tensor that it is; nil for all of them.
    ///
    /// Never together with several parts.
    public let rows: Range<Int>?

    /// The weight as it will be, under its canonical name.
    public var descriptor: TensorDescriptor {
        TensorDescriptor(name: name, elementType: elementType, shape: shape)
    }
}

extension CanonicalWeight {
    /// The logarithm of the factor of cosines, which belongs to both towers.
    package static let logitScale = "logit_scale"
    /// What is added to the scaled cosines, which belongs to both towers.
    package static let logitBias = "logit_bias"
}

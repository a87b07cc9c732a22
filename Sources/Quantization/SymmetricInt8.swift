package import Tensors

/// The int8 scheme: a weight is its integer times the scale of its output channel.
///
/// Integers lie in -127...127, scales are float32, and there is no zero point. Output channels lie along
/// dimension 0. The rule for scales and rounding is that of `quantizeRows`.
package struct SymmetricInt8: Sendable, Hashable {
    /// The tensor of the integers: the weight's name and shape.
    package let integers: TensorDescriptor
    /// The tensor of the scales: `NAME.scale`, one for each output channel.
    package let scales: TensorDescriptor
    /// Elements of one output channel.
    package let channelLength: Int

    /// The scheme for a weight, or nil if it has no dimension or no element.
    package init?(_ weight: TensorDescriptor) {
        guard let channels = weight.shape.dimensions.first, weight.shape.elementCount > 0,
            let channelShape = Shape([channels])
        else { return nil }
        self.integers = TensorDescriptor(name: weight.name, elementType: .int8, shape: weight.shape)
        self.scales = TensorDescriptor(
            name: Self.scaleName(of: weight.name), elementType: .float32, shape: channelShape)
        self.channelLength = weight.shape.elementCount / channels
    }

    /// Name of the tensor with a weight's scales.
    package static func scaleName(of name: String) -> String { name + ".scale" }
}

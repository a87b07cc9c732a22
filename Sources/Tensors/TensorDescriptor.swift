/// What a tensor is, without its bytes: a name, an element type and a shape.
public struct TensorDescriptor: Sendable, Hashable {
    /// Name in the state dict, such as `visual.conv1.weight`.
    public var name: String
    /// Type of every element.
    public var elementType: ElementType
    /// Sizes of the dimensions.
    public var shape: Shape

    /// A tensor of this name, type and shape.
    public init(name: String, elementType: ElementType, shape: Shape) {
        self.name = name
        self.elementType = elementType
        self.shape = shape
    }
}

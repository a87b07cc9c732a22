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

extension TensorDescriptor {
    /// The longest name of a tensor, in bytes.
    public static let maximumNameByteCount = Limits.nameBytes

    /// Whether a name from a file may stand as a tensor's: 1 to 1024 bytes, no control characters.
    public static func isValidName(_ name: String) -> Bool {
        (1...maximumNameByteCount).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

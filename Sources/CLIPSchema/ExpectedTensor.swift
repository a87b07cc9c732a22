public import Tensors

/// A tensor that a model of some architecture has: its canonical name, which is OpenAI's, and its shape.
public struct ExpectedTensor: Sendable, Hashable {
    /// Name in OpenAI's state dict.
    public let name: String
    /// Sizes of the dimensions.
    public let shape: Shape

    init(_ name: String, _ shape: Shape) {
        self.name = name
        self.shape = shape
    }
}

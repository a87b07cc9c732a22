package import Quantization
package import Tensors

/// A weight that a model has: its canonical name, its shape and what it is for.
package struct ExpectedTensor: Sendable, Hashable {
    /// The canonical name.
    package let name: String
    /// Sizes of the dimensions.
    package let shape: Shape
    /// What it is for.
    package let role: Role

    /// A weight.
    package init(_ name: String, _ shape: Shape, _ role: Role) {
        self.name = name
        self.shape = shape
        self.role = role
    }
}

extension ExpectedTensor {
    /// How it is stored in a file of a precision.
    package func storage(at precision: Precision) -> WeightStorage {
        PrecisionPolicy.storage(of: role, elementCount: shape.elementCount, at: precision)
    }
}

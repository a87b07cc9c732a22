package import Kernels
package import Quantization

/// A linear layer: names, sizes and what it is for.
package struct LinearShape: Sendable {
    let names: LinearNames
    let inputs: Int
    let outputs: Int
    let role: Role

    /// A layer from so many numbers to so many.
    package init(_ names: LinearNames, from inputs: Int, to outputs: Int, _ role: Role) {
        self.names = names
        self.inputs = inputs
        self.outputs = outputs
        self.role = role
    }
}

/// A convolution of 1 x 1 or 3 x 3 pixels without bias, and the batch norm behind it.
package struct ConvolutionShape: Sendable {
    /// The modules of the convolution, whose weight is `[outputs, inputs, size, size]`, and of the norm.
    let name, norm: String
    let inputs: Int
    let outputs: Int
    /// Pixels along each side of what one output pixel sees.
    let size: Int
    let stride: Int
    let epsilon: Double
    let role: Role

    /// A convolution from so many channels to so many.
    package init(
        _ name: String, norm: String, from inputs: Int, to outputs: Int, size: Int, stride: Int = 1,
        epsilon: Double, _ role: Role
    ) {
        self.name = name
        self.norm = norm
        self.inputs = inputs
        self.outputs = outputs
        self.size = size
        self.stride = stride
        self.epsilon = epsilon
        self.role = role
    }

    /// Pixels along each side of the map that it makes of one of this side.
    package func side(after side: Int) -> Int { (side - 1) / stride + 1 }
}

/// What all residual blocks of a transformer have in common.
package struct BlockShape: Sendable {
    /// Numbers in a token.
    package let width: Int
    /// Attention heads, which divide the width.
    package let heads: Int
    /// Numbers between the two layers of the MLP.
    package let mlpWidth: Int
    /// What is added to a variance before its root is taken.
    package let epsilon: Double
    /// The function between the two layers of the MLP.
    package let activation: Pointwise

    /// A shape.
    package init(width: Int, heads: Int, mlpWidth: Int, epsilon: Double, activation: Pointwise) {
        self.width = width
        self.heads = heads
        self.mlpWidth = mlpWidth
        self.epsilon = epsilon
        self.activation = activation
    }

    func inProjection(_ names: BlockNames) -> LinearShape {
        LinearShape(names.inProjection, from: width, to: 3 * width, .kernel)
    }

    func outProjection(_ names: BlockNames) -> LinearShape {
        LinearShape(names.outProjection, from: width, to: width, .kernel)
    }

    func expansion(_ names: BlockNames) -> LinearShape {
        LinearShape(names.expansion, from: width, to: mlpWidth, .kernel)
    }

    func contraction(_ names: BlockNames) -> LinearShape {
        LinearShape(names.contraction, from: mlpWidth, to: width, .kernel)
    }
}

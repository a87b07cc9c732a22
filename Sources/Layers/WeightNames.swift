/// The names of a linear layer's weight and bias.
package struct LinearNames: Sendable, Hashable {
    /// The name of the weight, `[outputs, inputs]`.
    package var weight: String
    /// The name of the bias, `[outputs]`; nil without.
    package var bias: String?

    /// Names that were chosen one by one.
    package init(weight: String, bias: String?) {
        self.weight = weight
        self.bias = bias
    }

    /// The names that PyTorch gives the parameters of a module.
    package init(_ module: String, hasBias: Bool = true) {
        self.init(weight: module + ".weight", bias: hasBias ? module + ".bias" : nil)
    }
}

/// The names of what a residual block is made of; norms by their module.
package struct BlockNames: Sendable, Hashable {
    package var attentionNorm: String
    package var inProjection: LinearNames
    package var outProjection: LinearNames
    package var mlpNorm: String
    package var expansion: LinearNames
    package var contraction: LinearNames

    /// The names of one block.
    package init(
        attentionNorm: String, inProjection: LinearNames, outProjection: LinearNames, mlpNorm: String,
        expansion: LinearNames, contraction: LinearNames
    ) {
        self.attentionNorm = attentionNorm
        self.inProjection = inProjection
        self.outProjection = outProjection
        self.mlpNorm = mlpNorm
        self.expansion = expansion
        self.contraction = contraction
    }
}

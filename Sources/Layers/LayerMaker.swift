package import ByteIO
package import Engines
package import Kernels
package import Quantization
package import Tensors

/// What a tower asks for its layers, by name, in its initialiser: the one place that says what the tower is made of.
///
/// Asked of a `LayerLoader`, the layers have weights and compute. Asked of an `Inventory`, nothing is read, and the
/// names, shapes and roles of the weights are listed, and what one item (an image or a text) costs.
///
/// `rows`, `tokens` and `side` say how much of one item goes through a layer.
package protocol LayerMaker: Sendable {
    /// Why it may have no layer; `Never` where nothing is read.
    associatedtype Failure: Error

    /// All numbers of a weight that is no layer's.
    func table(_ name: String, _ shape: Shape, _ role: Role) throws(Failure) -> [Float]

    /// The embeddings of so many tokens, of which single rows are read.
    func tokens(_ name: String, count: Int, width: Int) throws(Failure) -> TokenTable

    /// A norm with the `weight` and `bias` of a module.
    func norm(_ module: String, width: Int, epsilon: Double) throws(Failure) -> LayerNorm

    /// A linear layer.
    func linear(_ shape: LinearShape, rows: Int) throws(Failure) -> any Linear

    /// A convolution of three channels whose stride is its size, which is a linear layer of patches: `[to, 3, patch, patch]`.
    func patchEmbedding(
        _ names: LinearNames, patch: Int, to outputs: Int, rows: Int
    ) throws(Failure) -> any Linear

    /// A linear layer without bias whose matrix is stored `[inputs, outputs]`; it makes the embedding of one row.
    func projection(_ name: String, from inputs: Int, to outputs: Int) throws(Failure) -> any Linear

    /// A convolution of a map.
    ///
    /// - Parameters:
    ///   - side: pixels along each side of the map that goes in.
    ///   - beside: numbers of other maps that are held meanwhile.
    func convolution(
        _ shape: ConvolutionShape, side: Int, beside: Int
    ) throws(Failure) -> Convolution

    /// The residual blocks of a transformer, named by their number.
    func blocks(
        _ count: Int, _ shape: BlockShape, tokens: Int, names: @Sendable (Int) -> BlockNames
    ) throws(Failure) -> [any Block]

    /// Says that an image of so many pixels along each side goes in.
    func takesImage(side: Int)

    /// Says that some queries attend to some keys.
    func attends(queries: Int, keys: Int, heads: Int, width: Int)
}

extension LayerMaker {
    package func takesImage(side: Int) {}
    package func attends(queries: Int, keys: Int, heads: Int, width: Int) {}
}

/// The embeddings of tokens, which are read from the weights a row at a time.
package struct TokenTable: Sendable {
    let weights: any WeightSource
    let name: String

    /// The states of a batch's tokens before the first block, `[tokens, width]`: embeddings and positions, `[context, width]`,
    /// added.
    ///
    /// - Throws: `changed` if the files have been written to since they were opened: rows are read from them each time.
    package func states(
        of batch: TokenBatch, positions: [Float], width: Int
    ) throws(FileError) -> Matrix {
        var states: [Float] = []
        states.reserveCapacity(batch.sequences.rows * width)
        for (text, shared) in zip(batch.texts, batch.sequences.shared) {
            for (position, token) in text.enumerated().dropFirst(shared) {
                let embedding = try weights.row(Int(token), of: name)
                states += zip(embedding, positions[position * width..<(position + 1) * width]).map(+)
            }
        }
        try weights.requireSameContent()
        return Matrix(rows: states.count / width, columns: width, states)
    }
}

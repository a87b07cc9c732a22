import ByteIO
package import Engines
package import Kernels
package import Quantization
import Synchronization
package import Tensors

/// Lists the weights of a tower, and what one item costs, without reading a byte.
///
/// The layers that it makes have no weights, and fail when they are used.
package final class Inventory: LayerMaker {
    package typealias Failure = Never

    private struct Lists {
        var tensors: [ExpectedTensor] = []
        var cost = Cost()
    }

    private let lists = Mutex(Lists())

    /// An empty inventory.
    package init() {}

    /// The weights in the order in which the tower asked for them.
    package var tensors: [ExpectedTensor] { lists.withLock(\.tensors) }
    /// What one item costs.
    package var cost: Cost { lists.withLock(\.cost) }

    package func table(_ name: String, _ shape: Shape, _ role: Role) -> [Float] {
        list(name, shape, role)
        return []
    }

    package func tokens(_ name: String, count: Int, width: Int) -> TokenTable {
        list(name, [count, width], .embedding)
        return TokenTable(weights: NoWeights(), name: name)
    }

    package func norm(_ module: String, width: Int, epsilon: Double) -> LayerNorm {
        list(module + ".weight", [width], .vector)
        list(module + ".bias", [width], .vector)
        return LayerNorm(gain: [], bias: [], epsilon: Float(epsilon))
    }

    package func linear(_ shape: LinearShape, rows: Int) -> any Linear {
        list(shape.names.weight, [shape.outputs, shape.inputs], shape.role)
        if let bias = shape.names.bias { list(bias, [shape.outputs], .vector) }
        return counted(shape.inputs, shape.outputs, rows: rows)
    }

    package func patchEmbedding(
        _ names: LinearNames, patch: Int, to outputs: Int, rows: Int
    ) -> any Linear {
        list(names.weight, [outputs, 3, patch, patch], .patchKernel)
        if let bias = names.bias { list(bias, [outputs], .vector) }
        // The patches themselves are counted with the pixels.
        count { $0.operations += 2 * Double(rows) * Double(3 * patch * patch) * Double(outputs) }
        return HollowLayer(outputs: outputs)
    }

    package func projection(_ name: String, from inputs: Int, to outputs: Int) -> any Linear {
        list(name, [inputs, outputs], .projection)
        return counted(inputs, outputs, rows: 1)
    }

    package func convolution(_ shape: ConvolutionShape, side: Int, beside: Int) -> Convolution {
        let size = shape.size
        list(shape.name + ".weight", [shape.outputs, shape.inputs, size, size], shape.role)
        for vector in ["weight", "bias", "running_mean", "running_var"] {
            list("\(shape.norm).\(vector)", [shape.outputs], .vector)
        }
        let (before, after) = (side * side, shape.side(after: side) * shape.side(after: side))
        let neighbourhoods = size == 1 ? 0 : size * size * shape.inputs * after
        count { cost in
            cost.operations += 2 * Double(after) * Double(size * size * shape.inputs * shape.outputs)
            cost.largestLayer = max(
                cost.largestLayer, before * shape.inputs + neighbourhoods + after * shape.outputs + beside)
        }
        return Convolution(shape, HollowLayer(outputs: shape.outputs))
    }

    package func blocks(
        _ count: Int, _ shape: BlockShape, tokens: Int, names: @Sendable (Int) -> BlockNames
    ) -> [any Block] {
        (0..<count).map { block(shape, tokens: tokens, names($0)) }
    }

    /// In the order of OpenAI's `ResidualAttentionBlock`.
    private func block(_ shape: BlockShape, tokens: Int, _ names: BlockNames) -> any Block {
        _ = linear(shape.inProjection(names), rows: tokens)
        _ = linear(shape.outProjection(names), rows: tokens)
        _ = norm(names.attentionNorm, width: shape.width, epsilon: shape.epsilon)
        _ = linear(shape.expansion(names), rows: tokens)
        _ = linear(shape.contraction(names), rows: tokens)
        _ = norm(names.mlpNorm, width: shape.width, epsilon: shape.epsilon)
        attends(queries: tokens, keys: tokens, heads: shape.heads, width: shape.width)
        // Tokens, the attended ones, normalised ones and embedded ones; and queries, keys and values, three times where
        // a sequence is laid out in one piece, with its result; or what lies between the two layers of the MLP. Of one
        // head keys, values and results, each filled up to vectors and panels, and the scores of a block of queries.
        let head = 3 * (shape.width / shape.heads + 64) + 256
        count { cost in
            cost.largestLayer = max(
                cost.largestLayer,
                tokens * (4 * shape.width + max(10 * shape.width, shape.mlpWidth) + head))
        }
        return HollowLayer(outputs: shape.width)
    }

    package func takesImage(side: Int) {
        count { $0.pixels += side * side }
    }

    package func attends(queries: Int, keys: Int, heads: Int, width: Int) {
        count { cost in
            cost.operations += 4 * Double(queries) * Double(keys) * Double(width)
            cost.scores += Double(queries) * Double(keys) * Double(heads)
            // Queries with their results, tokens, keys and values.
            cost.largestLayer = max(cost.largestLayer, (2 * queries + 3 * keys) * width)
        }
    }

    private func list(_ name: String, _ shape: Shape, _ role: Role) {
        lists.withLock { $0.tensors.append(ExpectedTensor(name, shape, role)) }
    }

    private func count(_ change: (inout Cost) -> Void) {
        lists.withLock { change(&$0.cost) }
    }

    private func counted(_ inputs: Int, _ outputs: Int, rows: Int) -> any Linear {
        count { cost in
            cost.operations += 2 * Double(rows) * Double(inputs) * Double(outputs)
            cost.largestLayer = max(cost.largestLayer, rows * (inputs + outputs))
        }
        return HollowLayer(outputs: outputs)
    }
}

/// A layer without weights.
private struct HollowLayer: Linear, Block {
    let outputs: Int

    private static let failure = EngineError(description: "the layer was described and has no weights")

    func apply(to input: Matrix, _ ending: Ending, into result: inout Matrix) throws(EngineError) {
        throw Self.failure
    }

    func apply(
        to tokens: inout Matrix, _ sequences: Sequences, _ mask: Mask, _ attended: inout Matrix
    ) throws(EngineError) {
        throw Self.failure
    }

    func apply(
        toAll tokens: Matrix, keeping rows: [Int], _ sequences: Sequences, _ mask: Mask,
        _ attended: inout Matrix
    ) throws(EngineError) -> Matrix {
        throw Self.failure
    }
}

/// What has a name for every weight, and no weights.
private struct NoWeights: WeightSource {
    func weight(_ name: String) throws(FileError) -> StoredWeight { throw missing(name) }
    func row(_ index: Int, of name: String) throws(FileError) -> [Float] { throw missing(name) }
    func requireSameContent() {}

    private func missing(_ name: String) -> FileError {
        FileError(.malformed, at: "tensor '\(name)'", found: "it was described and has no numbers")
    }
}

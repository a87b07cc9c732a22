import Engines
import Layers
import Quantization
import Tensors

/// Pools a feature map by attention, whose one query is the mean of all cells (`AttentionPool2d` in
/// `clip/model.py` of openai/CLIP, which computes the other queries too and drops them).
struct AttentionPool: Sendable {
    private let heads: Int
    /// `[1 + grid², width]`.
    private let positionalEmbedding: [Float]
    private let keys: any Linear
    private let queries: any Linear
    private let values: any Linear
    private let outProjection: any Linear

    init<Maker: LayerMaker>(
        _ architecture: ResNetArchitecture, embedDimension: Int, _ make: Maker
    ) throws(Maker.Failure) {
        heads = architecture.heads
        let (width, tokens) = (architecture.poolingWidth, architecture.tokenCount)
        func shape(_ letter: String, to outputs: Int, _ role: Role) -> LinearShape {
            LinearShape(LinearNames("visual.attnpool.\(letter)_proj"), from: width, to: outputs, role)
        }
        positionalEmbedding = try make.table(
            "visual.attnpool.positional_embedding", [tokens, width], .position)
        keys = try make.linear(shape("k", to: width, .mapKernel), rows: tokens)
        queries = try make.linear(shape("q", to: width, .mapKernel), rows: 1)
        values = try make.linear(shape("v", to: width, .mapKernel), rows: tokens)
        make.attends(queries: 1, keys: tokens, heads: heads, width: width)
        outProjection = try make.linear(shape("c", to: embedDimension, .poolKernel), rows: 1)
    }

    /// `[images, embedding]` of a map with `poolingWidth` channels.
    func apply(to map: FeatureMap, on engine: any Engine) throws(EngineError) -> Matrix {
        let tokens = tokens(map)
        let images = Sequences(count: map.count, length: map.height * map.width + 1)
        let means = tokens.rows(Array(images.starts.dropLast()))
        return try outProjection(
            engine.attend(queries(means), to: keys(tokens), values(tokens), heads: heads, images))
    }

    /// The mean of each image's cells, then the cells, all with their positions.
    private func tokens(_ map: FeatureMap) -> Matrix {
        let (width, cells) = (map.channels, map.height * map.width)
        var tokens = Matrix(rows: map.count * (cells + 1), columns: width)
        for image in 0..<map.count {
            let start = image * (cells + 1) * width
            for cell in 0..<cells {
                for channel in 0..<width {
                    let value = map.pixels.elements[(image * cells + cell) * width + channel]
                    tokens.elements[start + channel] += value / Float(cells)
                    tokens.elements[start + (cell + 1) * width + channel] = value
                }
            }
            for index in positionalEmbedding.indices {
                tokens.elements[start + index] += positionalEmbedding[index]
            }
        }
        return tokens
    }
}

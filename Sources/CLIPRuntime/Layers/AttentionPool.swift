import ByteIO
import CLIPSchema
import Kernels
import Tensors

/// Pools a feature map by attention, whose one query is the mean of all cells (`AttentionPool2d` in
/// `clip/model.py` of openai/CLIP).
struct AttentionPool: Sendable {
    private let engine: any Engine
    private let architecture: ResNetArchitecture
    /// `[1 + grid², width]`.
    private let positionalEmbedding: [Float]
    private let inProjection: any Linear
    private let outProjection: any Linear
    private let embedDimension: Int

    init(_ architecture: ResNetArchitecture, embedDimension: Int, _ load: LayerLoader) throws(FileError) {
        self.architecture = architecture
        self.embedDimension = embedDimension
        engine = load.engine
        let width = architecture.poolingWidth
        positionalEmbedding = try load.weights.floats("visual.attnpool.positional_embedding")
        var weights: [StoredWeight] = []
        var bias: [Float] = []
        for letter in ["q", "k", "v"] {
            weights.append(try load.weights.weight("visual.attnpool.\(letter)_proj.weight"))
            bias += try load.weights.floats("visual.attnpool.\(letter)_proj.bias")
        }
        inProjection = try load.linear(
            LinearParameters(
                weight: .concatenation(of: weights), bias: bias, outputs: 3 * width, inputs: width,
                reducedPrecisions: [.int8]))
        outProjection = try load.linear(
            LinearParameters(
                weight: try load.weights.weight("visual.attnpool.c_proj.weight"),
                bias: try load.weights.floats("visual.attnpool.c_proj.bias"), outputs: embedDimension,
                inputs: width,
                reducedPrecisions: []))
    }

    /// `[images, embedding]` of a map with `poolingWidth` channels.
    func apply(to map: FeatureMap) throws(EngineError) -> Matrix {
        let tokens = tokens(map)
        let sequences = Sequences(count: map.count, length: architecture.tokenCount)
        var queriesKeysValues = Matrix(rows: tokens.rows, columns: 3 * tokens.columns)
        try inProjection.apply(to: tokens, .replacing, into: &queriesKeysValues)
        var attended = Matrix(rows: tokens.rows, columns: tokens.columns)
        try engine.attend(
            queriesKeysValues, heads: architecture.heads, sequences: sequences, isCausal: false,
            into: &attended)
        var embeddings = Matrix(rows: map.count, columns: embedDimension)
        try outProjection.apply(
            to: attended.rows(sequences.starts.dropLast()), .replacing, into: &embeddings)
        return embeddings
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

public import ByteIO
import Engines
package import Families
public import Kernels
package import Layers
import ModelKit
import Synchronization
import Tensors

/// The two towers of a model over its weights: pixels and token ids go in, embeddings come out.
///
/// A tower is loaded when it is first used. May be used from several threads at once.
public final class EmbeddingModel: Sendable {
    /// The model's dimensions.
    package let architecture: any Architecture
    /// What products are computed in.
    public let compute: ComputePrecision

    /// Numbers in an embedding, the same for images and texts.
    public var embedDimension: Int { architecture.embedDimension }
    /// Pixels along each side of the image that goes in; nil without image tower.
    public var imageResolution: Int? { architecture.imageResolution }
    /// The most tokens that a text may have; nil without text tower.
    public var contextLength: Int? { architecture.contextLength }
    /// Different tokens; nil without text tower.
    public var vocabularySize: Int? { architecture.vocabularySize }

    let weights: any WeightSource
    let engine: any Engine
    let threads: Int
    /// Bytes that one item takes in each tower, beside the weights.
    private let workingSets: [Tower: Int]
    let images = Mutex<(any ImageTower)?>(nil)
    let texts = Mutex<(any TextTower)?>(nil)

    /// A model.
    ///
    /// - Parameters:
    ///   - weights: under the canonical names of `architecture.expectedTensors`.
    ///   - storedPrecision: what they are stored in, `fp32`, `fp16`, `bf16` or `int8`.
    /// - Throws: `inputOutput` where memory is short.
    package init(
        _ weights: any WeightSource, architecture: any Architecture, storedPrecision: String,
        options: RuntimeOptions
    ) throws(FileError) {
        self.architecture = architecture
        workingSets = Dictionary(
            Tower.allCases.map { ($0, architecture.cost(of: $0).workingSet) }, uniquingKeysWith: max)
        threads = options.threads
        compute = options.compute(forStored: storedPrecision)
        self.weights =
            compute == .int8 && storedPrecision != "int8" ? QuantizingWeights(weights, architecture) : weights
        do {
            engine = try options.makeEngine(forStored: storedPrecision)
        } catch {
            throw FileError(error)
        }
    }

    /// Embeds images.
    ///
    /// - Parameter pixels: of each image its normalised pixels, planar: `[3 · resolution · resolution]`.
    /// - Returns: of each its embedding, as `encode_image` of openai/CLIP gives it: not normalised.
    /// - Throws: `unsupported` in a model without an image tower, and for another number of pixels; what reading the
    ///   weights throws; `malformed` if an embedding is zero or not finite.
    public func embed(pixels: [[Float]]) throws(FileError) -> [[Float]] {
        try embed(imageCount: pixels.count) { pixels[$0] }
    }

    /// Embeds images whose pixels are made when their turn comes, so that those of all images are never held at once.
    ///
    /// - Parameters:
    ///   - count: how many images.
    ///   - pixels: of the image of an index, as in `embed(pixels:)`; called from several threads.
    /// - Returns, Throws: as `embed(pixels:)`, and what `pixels` throws.
    package func embed(
        imageCount count: Int, pixels: @Sendable (Int) throws(FileError) -> [Float]
    ) throws(FileError) -> [[Float]] {
        try Self.all(embeddings(imageCount: count, pixels: pixels))
    }

    /// Embeds images, each for itself.
    ///
    /// - Returns: of each its embedding as `embed(pixels:)` gives it, or that it is zero or not finite.
    /// - Throws: failures that are no image's, and what `pixels` throws.
    package func embeddings(
        imageCount count: Int, pixels: @Sendable (Int) throws(FileError) -> [Float]
    ) throws(FileError) -> [Result<[Float], FileError>] {
        let tower = try imageTower()
        let side = architecture.imageResolution ?? 0
        return try encodeInParallel(parts(of: count, through: .image)) { (range) throws(FileError) in
            var batch: [Float] = []
            batch.reserveCapacity(range.count * 3 * side * side)
            for index in range {
                let image = try pixels(index)
                guard image.count == 3 * side * side else {
                    throw FileError(
                        .unsupported, at: "image \(index)", found: "it has \(image.count) numbers",
                        allowed: "3 x \(side) x \(side)")
                }
                batch += image
            }
            do throws(EngineError) {
                return try tower.encode(
                    Matrix(rows: range.count, columns: 3 * side * side, batch), on: engine)
            } catch {
                throw FileError(error)
            }
        }
    }

    /// Embeds texts.
    ///
    /// - Parameter tokens: of each text its token ids without padding, as the model's tokenizer gives them. In a model of CLIP's,
    ///   what follows the first largest id, which is that of the end of text, is not looked at.
    /// - Returns: of each its embedding, as `encode_text` of openai/CLIP gives it: not normalised.
    /// - Throws: `unsupported` in a model without a text tower, and for ids or lengths that it does not have; what
    ///   reading the weights throws; `malformed` if an embedding is zero or not finite.
    public func embed(tokens: [[Int32]]) throws(FileError) -> [[Float]] {
        try Self.all(embeddings(ofTokens: tokens))
    }

    /// Embeds texts, each for itself; returns and throws as `embeddings(ofPixels:)` and `embed(tokens:)`.
    package func embeddings(
        ofTokens tokens: [[Int32]]
    ) throws(FileError) -> [Result<[Float], FileError>] {
        let tower = try textTower()
        let texts = try inputs(tokens)
        return try encodeInParallel(parts(of: texts.count, through: .text)) { (range) throws(FileError) in
            try tower.encode(TokenBatch(Array(texts[range])), on: engine)
        }
    }

    /// The factor of cosines before their softmax, `exp(logit_scale)`; nil in a model of one tower.
    ///
    /// - Throws: `malformed` where the weight is not within `LogitScale.logarithms`; what reading it throws.
    public func logitScale() throws(FileError) -> Float? {
        guard architecture.towers.count == 2 else { return nil }
        return try weights.logitScale().factor
    }

    /// What the model makes of cosines; nil in a model of one tower.
    ///
    /// - Throws: `malformed` where a weight of it is no number within its bounds; what reading it throws.
    package func similarity() throws(FileError) -> Similarity? {
        guard let scale = try logitScale().map(Double.init) else { return nil }
        switch architecture.similarity {
        case .softmax: return .softmax(scale: scale)
        case .sigmoid:
            let name = CanonicalWeight.logitBias
            guard let bias = try weights.floats(name).first, bias.isFinite else {
                throw FileError(.malformed, at: "tensor '\(name)'", found: "it is no finite number")
            }
            return .sigmoid(scale: scale, bias: Double(bias))
        }
    }

    /// Bytes that one thread's part of a batch may take, beside the weights: four images in any published tower.
    private static let bytesAtOnce = 1 << 30

    /// The parts of a batch that threads take one after another, whose size does not depend on that of the batch.
    ///
    /// Each thread takes a part through the whole tower by itself, so that threads never wait for one another and
    /// what one layer leaves is still in the cache when the next begins. Only a single part uses all threads inside.
    func parts(of count: Int, through tower: Tower) -> [Range<Int>] {
        let usable = usableThreads(threads)
        let fitting = Self.bytesAtOnce / max(workingSets[tower] ?? 1, 1)
        let size = max(1, min(engine.itemsAtOnce, fitting, (count + usable - 1) / usable))
        return (0..<(count + size - 1) / size).map { $0 * size..<min(count, ($0 + 1) * size) }
    }

    /// Takes each part through a tower, and gathers the rows of the results.
    func encodeInParallel(
        _ parts: [Range<Int>], _ encode: @Sendable (Range<Int>) throws(FileError) -> Matrix
    ) throws(FileError) -> [Result<[Float], FileError>] {
        let results = try mapInParallel(count: parts.count, threads: threads) { part throws(FileError) in
            try encode(parts[part])
        }
        return results.flatMap { matrix in (0..<matrix.rows).map { Self.checked(Array(matrix[row: $0])) } }
    }

    /// An embedding, or that it has no direction.
    private static func checked(_ embedding: [Float]) -> Result<[Float], FileError> {
        if embedding.hasDirection { return .success(embedding) }
        return .failure(
            FileError(
                .malformed,
                found: "the embedding is \(embedding.allSatisfy(\.isFinite) ? "zero" : "not finite")",
                allowed: "the weights are damaged or too large for this precision; clip-verify tells"))
    }

    /// The embeddings, if every input has one.
    static func all(_ results: [Result<[Float], FileError>]) throws(FileError) -> [[Float]] {
        var embeddings: [[Float]] = []
        for result in results { embeddings.append(try result.get()) }
        return embeddings
    }

    /// What the text tower computes of each text's tokens.
    func inputs(_ texts: [[Int32]]) throws(FileError) -> [[Int32]] {
        try requireInVocabulary(texts)
        return texts.map { text in
            switch architecture.textInput {
            case .untilLargest: Array(text.prefix((text.firstIndex(of: text.max() ?? 0) ?? 0) + 1))
            case .padded: text
            }
        }
    }

    private func requireInVocabulary(_ texts: [[Int32]]) throws(FileError) {
        guard let contextLength = architecture.contextLength,
            let vocabularySize = architecture.vocabularySize
        else { return }
        for tokens in texts {
            guard !tokens.isEmpty, tokens.count <= contextLength else {
                throw FileError(
                    .unsupported, found: "a text has \(tokens.count) tokens",
                    allowed: "1 to \(contextLength)")
            }
            if let token = tokens.first(where: { $0 < 0 || $0 >= vocabularySize }) {
                throw FileError(
                    .unsupported, found: "a text has token \(token)",
                    allowed: "0 to \(vocabularySize - 1)")
            }
        }
    }
}

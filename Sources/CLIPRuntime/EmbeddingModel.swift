public import ByteIO
public import CLIPSchema
import Glibc
public import Kernels
import Synchronization
import Tensors

/// The two towers of a model over its weights: pixels and token ids go in, embeddings come out.
///
/// A tower is loaded when it is first used. May be used from several threads at once.
public final class EmbeddingModel: Sendable {
    /// The model's dimensions.
    public let architecture: Architecture
    /// What products are computed in.
    public let compute: ComputePrecision

    let weights: any WeightSource
    let engine: any Engine
    let threads: Int
    let images = Mutex<(any ImageTower)?>(nil)
    let texts = Mutex<TextTransformer?>(nil)

    /// A model.
    ///
    /// - Parameters:
    ///   - weights: under the canonical names of `architecture.expectedTensors`.
    ///   - storedPrecision: what they are stored in, `fp32`, `fp16`, `bf16` or `int8`.
    /// - Throws: `inputOutput` where memory is short.
    public init(
        _ weights: any WeightSource, architecture: Architecture, storedPrecision: String,
        options: RuntimeOptions
    ) throws(FileError) {
        self.architecture = architecture
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
    /// - Throws: `unsupported` in a model without an image tower; what reading the weights throws; `malformed` if
    ///   the result is not finite.
    public func embed(pixels: [[Float]]) throws(FileError) -> [[Float]] {
        let tower = try imageTower()
        let side = architecture.vision?.imageResolution ?? 0
        precondition(pixels.allSatisfy { $0.count == 3 * side * side }, "images of \(side) x \(side) pixels")
        return try batches(pixels.count) { (range) throws(FileError) in
            do throws(EngineError) {
                return try tower.encode(
                    Matrix(rows: range.count, columns: 3 * side * side, pixels[range].flatMap(\.self)))
            } catch {
                throw FileError(error)
            }
        }
    }

    /// Embeds texts.
    ///
    /// - Parameter tokens: of each text its token ids, from the start to the end of text; what follows the first
    ///   largest id, which is that of the end, is not looked at.
    /// - Returns: of each its embedding, as `encode_text` of openai/CLIP gives it: not normalised.
    /// - Throws: `unsupported` in a model without a text tower, and for ids or lengths that it does not have; what
    ///   reading the weights throws; `malformed` if the result is not finite.
    public func embed(tokens: [[Int32]]) throws(FileError) -> [[Float]] {
        let tower = try textTransformer()
        let texts = try untilTheirEnd(tokens)
        return try batches(texts.count) { (range) throws(FileError) in
            try tower.encode(TokenBatch(Array(texts[range])))
        }
    }

    /// The factor of cosines before their softmax, `exp(logit_scale)`; nil in a model of one tower.
    public func logitScale() throws(FileError) -> Float? {
        guard architecture.vision != nil, architecture.text != nil else { return nil }
        return try weights.floats("logit_scale").first.map(expf)
    }

    /// Cuts a batch into parts, spreads them over the threads, and gathers the rows of the results.
    ///
    /// Each thread takes a part through the whole tower by itself, so that threads never wait for one another and
    /// what one layer leaves is still in the cache when the next begins. Only a single part uses all threads inside.
    private func batches(
        _ count: Int, _ encode: @Sendable (Range<Int>) throws(FileError) -> Matrix
    ) throws(FileError) -> [[Float]] {
        try encodeInParallel(parts(of: count), encode)
    }

    /// The parts of a batch that threads take one after another.
    func parts(of count: Int) -> [Range<Int>] {
        let usable = usableThreads(threads)
        let size = min(engine.itemsAtOnce, max(1, (count + usable - 1) / usable))
        return (0..<(count + size - 1) / size).map { $0 * size..<min(count, ($0 + 1) * size) }
    }

    /// Takes each part through a tower, and gathers the rows of the results.
    func encodeInParallel(
        _ parts: [Range<Int>], _ encode: @Sendable (Range<Int>) throws(FileError) -> Matrix
    ) throws(FileError) -> [[Float]] {
        let results = try mapInParallel(count: parts.count, threads: threads) { part throws(FileError) in
            let result = try encode(parts[part])
            guard result.elements.allSatisfy(\.isFinite) else {
                throw FileError(
                    .malformed, found: "an embedding is not finite",
                    allowed: "the weights are damaged or too large for this precision; clip-verify tells")
            }
            return result
        }
        return results.flatMap { matrix in (0..<matrix.rows).map { Array(matrix[row: $0]) } }
    }

    /// The tokens up to each text's first end, the largest id, behind which nothing counts.
    func untilTheirEnd(_ texts: [[Int32]]) throws(FileError) -> [[Int32]] {
        try requireInVocabulary(texts)
        return texts.map { text in
            Array(text.prefix((text.firstIndex(of: text.max() ?? 0) ?? 0) + 1))
        }
    }

    private func requireInVocabulary(_ texts: [[Int32]]) throws(FileError) {
        guard let text = architecture.text else { return }
        for tokens in texts {
            guard !tokens.isEmpty, tokens.count <= text.contextLength else {
                throw FileError(
                    .unsupported, found: "a text has \(tokens.count) tokens",
                    allowed: "1 to \(text.contextLength)")
            }
            if let token = tokens.first(where: { $0 < 0 || $0 >= text.vocabularySize }) {
                throw FileError(
                    .unsupported, found: "a text has token \(token)",
                    allowed: "0 to \(text.vocabularySize - 1)")
            }
        }
    }
}

extension FileError {
    init(_ error: EngineError) {
        self.init(.inputOutput, found: error.description, allowed: "free some memory, or use a smaller batch")
    }
}

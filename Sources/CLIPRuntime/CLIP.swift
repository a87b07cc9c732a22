public import ByteIO
package import Families
public import ImagePreprocessing
import Kernels
package import ModelKit

/// A CLIP model, ready to embed images and texts.
///
///     let model = try CLIP(path: "vitb32.clipw")
///     let image = try model.embed(imagesAt: ["cat.jpg"])[0]
///     let text = try model.embed(texts: ["a photo of a cat"])[0]
///     print(cosine(image, text))
///
/// The weights are read from the file when a tower is first used. A model may be used from several threads at
/// once. A call uses all the threads that the options allow, unless another call has them, and does its work alone then.
public final class CLIP: Sendable {
    /// The two towers, for those who have pixels or token ids.
    public let model: EmbeddingModel
    /// Makes the image tower's input of pictures; nil without image tower.
    public let preprocessor: ImagePreprocessor?
    /// Makes the text tower's input of texts; nil without text tower, or where the model has a vocabulary that is not
    /// in its file.
    package let tokenizer: (any TextTokenizer)?

    /// SHA-256 of the checkpoint that the weights come from; nil where nothing tells.
    ///
    /// What files made of one model, whatever their precision, have in common.
    public let source: Digest?

    private let threads: Int

    /// A model of its parts.
    package init(
        model: EmbeddingModel, preprocessing: Preprocessing?, tokenizer: (any TextTokenizer)?,
        source: Digest? = nil,
        options: RuntimeOptions
    ) {
        self.source = source
        self.model = model
        preprocessor = preprocessing.map {
            ImagePreprocessor($0, honorsEXIF: options.honorsEXIF, memory: options.imageMemory)
        }
        self.tokenizer = tokenizer
        threads = options.threads
    }

    /// The model's dimensions.
    package var architecture: any Architecture { model.architecture }

    /// Embeds pictures in files: JPEG, PNG or WebP.
    ///
    /// - Returns: for each its embedding, `model.embedDimension` numbers, of length 1 if `isNormalized`; in the
    ///   order of the paths.
    /// - Throws: the first failure: a file that is missing or no picture, a model without an image tower.
    public func embed(imagesAt paths: [FilePath], isNormalized: Bool = true) throws(FileError) -> [[Float]] {
        var embeddings: [[Float]] = []
        for result in try self.embeddings(ofImagesAt: paths, isNormalized: isNormalized) {
            embeddings.append(try result.get())
        }
        return embeddings
    }

    /// Embeds pictures in files, each for itself.
    ///
    /// - Returns: for each path the embedding, as `embed(imagesAt:isNormalized:)` gives it, or why there is none.
    /// - Throws: failures of the model, which are no picture's.
    public func embeddings(
        ofImagesAt paths: [FilePath], isNormalized: Bool = true
    ) throws(FileError) -> [Result<[Float], FileError>] {
        // A thread takes the pictures that it has read through the tower itself: none waits for pictures, or for the tower.
        let parts = model.parts(of: paths.count, through: .image)
        let results = try mapInParallel(count: parts.count, threads: threads) { part throws(FileError) in
            let pixels = paths[parts[part]].map { path in
                Result { () throws(FileError) in try self.pixels(ofImageAt: path) }
            }
            return try Self.embedding(pixels, isNormalized) { (pixels) throws(FileError) in
                try model.embeddings(imageCount: pixels.count) { pixels[$0] }
            }
        }
        return results.flatMap(\.self)
    }

    /// Embeds what could be prepared, and puts the results among the failures of what could not.
    package static func embedding<Prepared>(
        _ prepared: [Result<Prepared, FileError>], _ isNormalized: Bool,
        _ embed: ([Prepared]) throws(FileError) -> [Result<[Float], FileError>]
    ) throws(FileError) -> [Result<[Float], FileError>] {
        var embeddings = try embed(prepared.compactMap { try? $0.get() })[...]
        return prepared.map { item in
            item.flatMap { _ in
                embeddings.removeFirst().map { isNormalized ? normalized($0) : $0 }
            }
        }
    }

    /// Embeds pictures in memory.
    ///
    /// - Returns: as `embed(imagesAt:isNormalized:)`.
    /// - Throws: `unsupported` for a picture that cannot be resized, and in a model without an image tower.
    public func embed(images: [RGBImage], isNormalized: Bool = true) throws(FileError) -> [[Float]] {
        guard let preprocessor else { throw Self.missing(.image) }
        let embeddings = try model.embed(imageCount: images.count) { index throws(FileError) in
            do throws(ImageError) {
                return preprocessor.normalized(try preprocessor.pixels(of: images[index]))
            } catch {
                throw FileError(error, path: "image \(index)")
            }
        }
        return Self.scaled(embeddings, isNormalized)
    }

    /// Embeds texts.
    ///
    /// - Parameter truncate: whether texts of too many tokens are cut.
    /// - Returns: as `embed(imagesAt:isNormalized:)`.
    /// - Throws: `unsupported` for a text of too many tokens, and in a model without text tower or tokenizer.
    public func embed(
        texts: [String], truncate: Bool = false, isNormalized: Bool = true
    ) throws(FileError) -> [[Float]] {
        var tokens: [[Int32]] = []
        for text in texts { tokens.append(try self.tokens(of: text, truncate: truncate)) }
        return Self.scaled(try model.embed(tokens: tokens), isNormalized)
    }

    // MARK: The steps before the towers

    /// The token ids of a text, from the start to the end of text.
    public func tokens(of text: String, truncate: Bool) throws(FileError) -> [Int32] {
        guard let contextLength = architecture.contextLength else { throw Self.missing(.text) }
        guard let tokenizer else {
            throw FileError(
                .unsupported,
                found:
                    "the model has \(architecture.vocabularySize ?? 0) tokens, and its file has no table of them",
                allowed: "a model with CLIP's 49408")
        }
        do {
            return try tokenizer.tokens(of: text, contextLength: contextLength, truncate: truncate)
        } catch {
            throw FileError(.unsupported, found: error.found, allowed: error.allowed)
        }
    }

    /// Reads a picture, from a file or a FIFO, and prepares its pixels, on the caller's thread.
    ///
    /// - Returns: the normalised pixels, `[3 · size · size]`.
    /// - Throws: what opening the file throws; `malformed` and `unsupported` for what is no picture that is read;
    ///   `unsupported` in a model without an image tower.
    public func pixels(ofImageAt path: FilePath) throws(FileError) -> [Float] {
        let bytes = try SequentialFile.contents(of: path, limit: Self.imageByteLimit)
        return try pixels(ofEncodedImage: bytes, named: path)
    }

    /// Prepares the pixels of a picture in memory, a JPEG, PNG or WebP file; returns and throws as
    /// `pixels(ofImageAt:)`, under this name.
    public func pixels(ofEncodedImage bytes: [UInt8], named name: FilePath) throws(FileError) -> [Float] {
        guard let preprocessor else { throw Self.missing(.image) }
        do throws(ImageError) {
            return preprocessor.normalized(try preprocessor.pixels(ofEncoded: bytes))
        } catch {
            throw FileError(error, path: name)
        }
    }

    /// The vector of length 1 of the same direction; zero stays zero.
    public static func normalized(_ embedding: [Float]) -> [Float] {
        let length = embedding.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return length > 0 ? embedding.map { Float(Double($0) / length) } : embedding
    }

    private static func scaled(_ embeddings: [[Float]], _ isNormalized: Bool) -> [[Float]] {
        isNormalized ? embeddings.map(normalized) : embeddings
    }

    private static func missing(_ tower: Tower) -> FileError {
        FileError(
            .unsupported, found: "the model has no \(tower.rawValue) tower",
            allowed: "a model that was converted with it")
    }
}

extension FileError {
    fileprivate init(_ error: ImageError, path: FilePath) {
        self.init(
            error.code == .malformed ? .malformed : .unsupported, path: path, found: error.found,
            allowed: error.allowed)
    }
}

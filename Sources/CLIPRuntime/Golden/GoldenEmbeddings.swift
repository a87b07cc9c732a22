public import ByteIO
import Families
import ImagePreprocessing
public import ModelKit

/// The embeddings of the probes: what a model's own weights made of them, or another program's.
public struct GoldenEmbeddings: Sendable, Equatable {
    /// Of each picture, not normalised; empty in a model without image tower.
    public var image: [[Float]]
    /// Of each text, not normalised; empty in a model without text tower.
    public var text: [[Float]]

    /// Embeddings from elsewhere.
    public init(image: [[Float]], text: [[Float]]) {
        self.image = image
        self.text = text
    }

    /// How many pictures every image tower is probed with.
    public static let pictureCount = 6
    /// How many texts every text tower is probed with.
    public static let textCount = ProbeTexts.sentences.count
    /// Version of the probes that this program knows.
    public static let probeVersion = "1"
}

extension EmbeddingModel {
    /// Embeds the probes with those towers that the model has.
    ///
    /// - Parameter preprocessing: whose mean and deviation the pictures are normalised with.
    /// - Throws: as `embed(pixels:)` and `embed(tokens:)`.
    public func probe(_ preprocessing: Preprocessing?) throws(FileError) -> GoldenEmbeddings {
        var golden = GoldenEmbeddings(image: [], text: [])
        if let preprocessing, architecture.imageResolution != nil {
            let size = preprocessing.imageSize
            let preprocessor = ImagePreprocessor(preprocessing)
            golden.image = try embed(imageCount: GoldenEmbeddings.pictureCount) {
                preprocessor.normalized(PixelSquare(size: size, pixels: ProbePictures.pixels($0, size: size)))
            }
        }
        if let vocabularySize, let contextLength {
            golden.text = try embed(
                tokens: ProbeTexts.all(
                    vocabularySize: vocabularySize, contextLength: contextLength))
        }
        return golden
    }
}

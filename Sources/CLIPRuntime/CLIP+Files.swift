public import ByteIO
import Families
public import FoundationEssentials
import ModelKit
import StrictJSON
import Tokenizer
public import WeightFile

extension CLIP {
    /// The model in a `.clipw` file.
    ///
    /// - Throws: what opening the file throws; `malformed` where it is not a model.
    public convenience init(path: FilePath, options: RuntimeOptions = RuntimeOptions()) throws(FileError) {
        try self.init(ClipwFile(path: path), options: options)
    }

    /// The model in a `.clipw` file; throws as `init(path:options:)`.
    public convenience init(
        contentsOf url: URL, options: RuntimeOptions = RuntimeOptions()
    ) throws(FileError) {
        try self.init(path: FilePath(url), options: options)
    }

    /// The model in an open `.clipw` file; throws as `init(path:options:)`.
    public convenience init(_ file: ClipwFile, options: RuntimeOptions = RuntimeOptions()) throws(FileError) {
        let description = try ModelDescription(file)
        let model = try EmbeddingModel(
            ClipwWeights(file), architecture: description.architecture,
            storedPrecision: file.metadata.precision,
            options: options)
        self.init(
            model: model, preprocessing: description.preprocessing,
            tokenizer: try description.readTokenizer(of: file),
            source: file.metadata.source["sha256"]?.string.flatMap(Digest.init(hexadecimal:)),
            options: options)
    }

    /// Embeds pictures in files; see `embed(imagesAt:isNormalized:)`.
    public func embed(images urls: [URL], isNormalized: Bool = true) throws(FileError) -> [[Float]] {
        try embed(imagesAt: urls.map { FilePath($0) }, isNormalized: isNormalized)
    }
}

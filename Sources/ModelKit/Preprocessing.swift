/// How an image becomes the numbers that go into the image tower: resized, cut to a square, scaled to 0…1,
/// and each channel normalised.
public struct Preprocessing: Sendable, Hashable {
    /// How pixels are resampled, as Pillow does it, with antialiasing.
    public enum Interpolation: String, Sendable, CaseIterable {
        /// A cubic with a = −0.5 over 4 × 4 pixels.
        case bicubic
        /// Linear over 2 × 2 pixels.
        case bilinear
    }

    /// How an image becomes a square.
    public enum ResizeMode: String, Sendable, CaseIterable {
        /// The shorter side gets the size; what is too much of the longer one is cut off on both ends.
        case shortest
        /// Both sides get the size; the picture is distorted.
        case squash
        /// The longer side gets the size; the rest is filled with black.
        case longest
    }

    /// Pixels along each side.
    public let imageSize: Int
    /// Subtracted from red, green and blue after scaling to 0…1.
    public let mean: [Double]
    /// By which red, green and blue are divided then.
    public let standardDeviation: [Double]
    /// How pixels are resampled.
    public let interpolation: Interpolation
    /// How an image becomes a square.
    public let resizeMode: ResizeMode

    /// OpenAI's mean, from `_transform` in `clip/clip.py` of openai/CLIP.
    public static let openAIMean = [0.48145466, 0.4578275, 0.40821073]
    /// OpenAI's standard deviation, from the same place.
    public static let openAIStandardDeviation = [0.26862954, 0.26130258, 0.27577711]

    /// Mean and standard deviation of SigLIP, which take a channel to -1…1.
    package static let half = [0.5, 0.5, 0.5]

    /// Constants from a file or a caller.
    ///
    /// - Throws: The key of a value that is out of its limits, of a mean or deviation that is not three
    ///   finite numbers, and of a deviation that is not positive.
    public init(
        imageSize: Int, mean: [Double] = openAIMean, standardDeviation: [Double] = openAIStandardDeviation,
        interpolation: Interpolation = .bicubic, resizeMode: ResizeMode = .shortest
    ) throws(SchemaError) {
        try ModelLimits.check(imageSize, "image_size", in: ModelLimits.resolution)
        guard mean.count == 3, mean.allSatisfy(\.isFinite) else {
            throw SchemaError(at: "mean", found: "\(mean)", allowed: "three finite numbers")
        }
        guard standardDeviation.count == 3, standardDeviation.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw SchemaError(at: "std", found: "\(standardDeviation)", allowed: "three positive numbers")
        }
        self.imageSize = imageSize
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.interpolation = interpolation
        self.resizeMode = resizeMode
    }

    private init(openAI imageSize: Int) {
        self.imageSize = imageSize
        mean = Self.openAIMean
        standardDeviation = Self.openAIStandardDeviation
        interpolation = .bicubic
        resizeMode = .shortest
    }

    /// What OpenAI does for an image tower of this resolution, which comes from an `Architecture`.
    public static func openAI(imageSize: Int) -> Preprocessing {
        Preprocessing(openAI: imageSize)
    }
}

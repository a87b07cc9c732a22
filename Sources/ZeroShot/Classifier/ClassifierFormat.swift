/// The words of a classifier's file: Formats/classifier.md.
enum ClassifierFormat {
    static let name = "clipw-classifier"
    static let version = "1"
    /// The version of classifiers of models whose probabilities are independent.
    static let sigmoidVersion = "2"
    /// `[labels + groups, embedding]`, F32.
    static let tensor = "weights"

    /// Keys of the metadata.
    enum Key {
        static let format = "format"
        static let version = "format_version"
        static let source = "source_sha256"
        static let logitScale = "logit_scale"
        static let logitBias = "logit_bias"
        static let labels = "labels"
        static let groups = "groups"
        static let templates = "templates"
    }
}

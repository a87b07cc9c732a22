/// The words of a classifier's file: Formats/classifier.md.
enum ClassifierFormat {
    static let name = "clipw-classifier"
    static let version = "1"
    /// `[labels + groups, embedding]`, F32.
    static let tensor = "weights"

    /// Keys of the metadata.
    enum Key {
        static let format = "format"
        static let version = "format_version"
        static let source = "source_sha256"
        static let logitScale = "logit_scale"
        static let labels = "labels"
        static let groups = "groups"
        static let templates = "templates"
    }
}

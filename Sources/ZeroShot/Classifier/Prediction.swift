/// How likely a label is for a picture.
public struct Prediction: Sendable, Equatable {
    /// Position of the label in the classifier.
    public let index: Int
    /// Share of 1, among all labels.
    public let probability: Double
    /// Cosine of the picture's and the label's embeddings, by the logit scale.
    public let logit: Double
    /// Cosine of the picture's and the label's embeddings.
    public let cosine: Double
}

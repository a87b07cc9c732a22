/// How cosines become probabilities.
package enum SimilarityKind: String, Sendable {
    /// A softmax over all labels: the probabilities sum to 1 (CLIP).
    case softmax
    /// A sigmoid for each label by itself (SigLIP: Zhai et al., 2023).
    case sigmoid
}

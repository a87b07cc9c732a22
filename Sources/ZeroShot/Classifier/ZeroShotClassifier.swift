public import ByteIO
import CLIPRuntime
package import Families
public import Tensors

/// Tells what pictures show by how near their embeddings are to those of labels.
public struct ZeroShotClassifier: Sendable {
    /// The labels; with groups, the members of all of them.
    public let labels: LabelSet
    /// The groups that labels are in; nil where they are in none.
    public let groups: LabelSet?
    /// The group of each label; empty where they are in none.
    public let groupOfLabel: [Int]
    /// The templates that the embeddings of each label are a mean of.
    public let templates: TemplateSet
    /// The labels' embeddings, then the groups', each of length 1: `[labels + groups, embedding]`.
    public let weights: Matrix
    /// What the model makes of cosines.
    package let similarity: Similarity
    /// SHA-256 of the checkpoint that the model comes from.
    public let source: Digest?

    /// The factor of cosines, as the model has it.
    public var logitScale: Float {
        switch similarity {
        case .softmax(let scale), .sigmoid(let scale, _): Float(scale)
        }
    }

    /// Whether a label's probability does not depend on the other labels, as in SigLIP.
    public var hasIndependentProbabilities: Bool {
        if case .sigmoid = similarity { true } else { false }
    }

    /// The labels by how likely each is, the likeliest first; of those equally likely, the first.
    ///
    /// With groups a label's probability is that of its group among the groups, by that of the label among the group's
    /// members.
    ///
    /// - Parameters:
    ///   - embedding: of a picture by the same model, of any length but 0.
    ///   - temperature: what cosines are divided by before their softmax, in the place of the model's logit scale;
    ///     a division by it counts as one of `LogitScale`'s factors, the nearest.
    /// - Returns: for each label its probability, finite; they sum to 1, but for models of independent probabilities
    ///   (SigLIP), where groups play no part.
    /// - Throws: `malformed` for an embedding of another dimension than the labels', and one that is zero or not finite.
    public func predictions(
        for embedding: [Float], temperature: Double? = nil
    ) throws(FileError) -> [Prediction] {
        let scale = temperature.map { Double(LogitScale(nearest: 1 / $0).factor) }
        let similarity = scale.map(similarity.replacing(scale:)) ?? similarity
        let cosines = cosines(CLIP.normalized(try required(embedding)))
        let logits = similarity.logits(ofCosines: cosines)
        let probabilities = probabilities(cosines, similarity)
        return labels.labels.indices.map {
            Prediction(
                index: $0, probability: probabilities[$0], logit: logits[$0], cosine: cosines[$0])
        }.sorted { ($1.probability, $1.logit, $0.index) < ($0.probability, $0.logit, $1.index) }
    }

    private func required(_ embedding: [Float]) throws(FileError) -> [Float] {
        guard embedding.count == weights.columns else {
            throw FileError(
                .malformed, found: "the embedding has \(embedding.count) numbers",
                allowed: "the labels' have \(weights.columns)")
        }
        guard embedding.hasDirection else {
            throw FileError(
                .malformed, found: "the embedding is zero or not finite", allowed: "one that has a direction")
        }
        return embedding
    }

    private func cosines(_ embedding: [Float]) -> [Double] {
        (0..<weights.rows).map { row in
            zip(weights[row: row], embedding).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
    }

    private func probabilities(_ cosines: [Double], _ similarity: Similarity) -> [Double] {
        let count = labels.labels.count
        guard groups != nil, case .softmax = similarity else {
            return similarity.probabilities(ofCosines: Array(cosines.prefix(count)))
        }
        let ofGroups = similarity.probabilities(ofCosines: Array(cosines[count...]))
        var probabilities: [Double] = []
        var start = 0
        while start < count {
            let group = groupOfLabel[start]
            let end = groupOfLabel[start...].firstIndex { $0 != group } ?? count
            let ofMembers = similarity.probabilities(ofCosines: Array(cosines[start..<end]))
            probabilities += ofMembers.map { $0 * ofGroups[group] }
            start = end
        }
        return probabilities
    }
}

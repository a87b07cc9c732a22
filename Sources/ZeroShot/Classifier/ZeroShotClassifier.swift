public import ByteIO
import CLIPRuntime
import Kernels
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
    /// The factor of cosines before their softmax, as the model has it.
    public let logitScale: Float
    /// SHA-256 of the checkpoint that the model comes from.
    public let source: Digest?

    /// The labels by how likely each is, the likeliest first; of those equally likely, the first.
    ///
    /// With groups a label's probability is that of its group among the groups, by that of the label among the group's
    /// members.
    ///
    /// - Parameters:
    ///   - embedding: of a picture by the same model, of any length but 0.
    ///   - temperature: what cosines are divided by before their softmax, in the place of the model's logit scale;
    ///     a division by it counts as one of `LogitScale`'s factors, the nearest.
    /// - Returns: for each label its probability, finite; they sum to 1.
    /// - Throws: `malformed` for an embedding of another dimension than the labels', and one that is zero or not finite.
    public func predictions(
        for embedding: [Float], temperature: Double? = nil
    ) throws(FileError) -> [Prediction] {
        let scale = temperature.map { LogitScale(nearest: 1 / $0).factor } ?? logitScale
        let cosines = cosines(CLIP.normalized(try required(embedding)))
        let logits = cosines.map { $0 * Double(scale) }
        let probabilities = probabilities(logits)
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

    private func probabilities(_ logits: [Double]) -> [Double] {
        let count = labels.labels.count
        guard groups != nil else { return Self.softmax(logits) }
        let ofGroups = Self.softmax(Array(logits[count...]))
        var probabilities: [Double] = []
        var start = 0
        while start < count {
            let group = groupOfLabel[start]
            let end = groupOfLabel[start...].firstIndex { $0 != group } ?? count
            probabilities += Self.softmax(Array(logits[start..<end])).map { $0 * ofGroups[group] }
            start = end
        }
        return probabilities
    }

    private static func softmax(_ logits: [Double]) -> [Double] {
        var row = logits.map(Float.init)
        var span = row.mutableSpan
        Kernels.softmax(&span)
        return row.map(Double.init)
    }
}

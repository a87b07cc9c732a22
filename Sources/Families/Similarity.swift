import Glibc
import Kernels

/// What a model makes of the cosines of an image and several texts.
package enum Similarity: Sendable, Hashable {
    /// Shares of one whole, as CLIP was trained with.
    case softmax(scale: Double)
    /// A probability for each text, whatever the others are, as SigLIP was trained with.
    case sigmoid(scale: Double, bias: Double)

    /// The same with another factor of the cosines.
    package func replacing(scale: Double) -> Similarity {
        switch self {
        case .softmax: .softmax(scale: scale)
        case .sigmoid(_, let bias): .sigmoid(scale: scale, bias: bias)
        }
    }

    /// The cosines, scaled and moved.
    package func logits(ofCosines cosines: [Double]) -> [Double] {
        switch self {
        case .softmax(let scale): cosines.map { scale * $0 }
        case .sigmoid(let scale, let bias): cosines.map { scale * $0 + bias }
        }
    }

    /// The probability of each text.
    package func probabilities(ofCosines cosines: [Double]) -> [Double] {
        let logits = logits(ofCosines: cosines)
        switch self {
        case .softmax:
            var row = logits.map(Float.init)
            var span = row.mutableSpan
            Kernels.softmax(&span)
            return row.map(Double.init)
        case .sigmoid: return logits.map { 1 / (1 + exp(-$0)) }
        }
    }
}

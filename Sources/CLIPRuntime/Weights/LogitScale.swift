package import ByteIO
import Glibc
import Layers

/// The factor of cosines before their softmax, of which a model has the natural logarithm as the weight `logit_scale`.
///
/// openai/CLIP starts training at `ln(1 / 0.07)`, 2.66, and holds it at most at `ln 100`, 4.61. The bounds here are far
/// from both: with a factor of `e^20` the rounding of a cosine in float32 alone makes a likely label an unlikely one,
/// with `e^-20` all labels are equally likely.
public struct LogitScale: Sendable, Hashable {
    /// The name of the weight.
    package static let weightName = "logit_scale"
    /// The logarithms that a model may have.
    public static let logarithms: ClosedRange<Float> = -20...20

    /// The factor itself, positive and finite.
    public let factor: Float

    /// A factor of which the weight has the logarithm; nil stands for a weight without elements.
    ///
    /// - Throws: `malformed` for one beyond `logarithms`, or that is no number.
    package init(logarithm: Float?) throws(FileError) {
        guard let logarithm, Self.logarithms.contains(logarithm) else {
            let bounds = Self.logarithms
            throw FileError(
                .malformed, at: "tensor '\(Self.weightName)'",
                found: logarithm.map { "it is \($0)" } ?? "it is empty",
                allowed: "\(Int(bounds.lowerBound)) to \(Int(bounds.upperBound)), the logarithm of a factor")
        }
        factor = expf(logarithm)
    }

    /// A factor; nil for one whose logarithm is beyond `logarithms`, or that is no number.
    public init?(factor: Float) {
        guard Self.factors.contains(factor) else { return nil }
        self.factor = factor
    }

    /// The factor within the bounds that is nearest to this one.
    public init(nearest factor: Double) {
        let (lowest, highest) = (Double(Self.factors.lowerBound), Double(Self.factors.upperBound))
        self.factor = Float(min(max(factor, lowest), highest))
    }

    private static let factors = expf(logarithms.lowerBound)...expf(logarithms.upperBound)
}

extension WeightSource {
    /// The model's factor of cosines.
    ///
    /// - Throws: `malformed` where the weight is no number within the bounds; what reading it throws.
    package func logitScale() throws(FileError) -> LogitScale {
        try LogitScale(logarithm: floats(LogitScale.weightName).first)
    }
}

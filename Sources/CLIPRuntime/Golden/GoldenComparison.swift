/// How near a variant's embeddings of the probes are to the golden ones.
public struct GoldenComparison: Sendable, Equatable {
    /// The cosines of one tower's probes.
    public struct TowerCosines: Sendable, Equatable {
        /// The smallest.
        public let smallest: Double
        /// Their mean.
        public let mean: Double
    }

    /// Of the pictures; nil without image tower.
    public let image: TowerCosines?
    /// Of the texts; nil without text tower.
    public let text: TowerCosines?

    /// Compares a variant's embeddings with the golden ones; nil where they are not of the same number and length.
    public init?(_ variant: GoldenEmbeddings, with golden: GoldenEmbeddings) {
        func cosines(_ variant: [[Float]], _ golden: [[Float]]) -> [Double]? {
            guard variant.map(\.count) == golden.map(\.count) else { return nil }
            return zip(variant, golden).map(cosine)
        }
        guard let image = cosines(variant.image, golden.image), let text = cosines(variant.text, golden.text)
        else {
            return nil
        }
        self.image = TowerCosines(image)
        self.text = TowerCosines(text)
    }

    /// Whether every cosine reaches the bar.
    public func reaches(_ bar: Double) -> Bool {
        [image, text].compactMap(\.self).allSatisfy { $0.smallest >= bar }
    }
}

extension GoldenComparison.TowerCosines: CustomStringConvertible {
    /// `at least 0.999812, mean 0.999903`: six digits, cut and not rounded, since 0.9999999 is not 1.
    public var description: String { "at least \(Self.text(smallest)), mean \(Self.text(mean))" }

    private static func text(_ cosine: Double) -> String { "\((cosine * 1e6).rounded(.down) / 1e6)" }

    fileprivate init?(_ cosines: [Double]) {
        guard let smallest = cosines.min() else { return nil }
        self.smallest = smallest
        mean = cosines.reduce(0, +) / Double(cosines.count)
    }
}

/// The cosine of the angle between two vectors of one length; 0 where one of them is zero.
public func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (product, squareOfA, squareOfB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
        product += Double(x) * Double(y)
        squareOfA += Double(x) * Double(x)
        squareOfB += Double(y) * Double(y)
    }
    let norms = (squareOfA * squareOfB).squareRoot()
    return norms > 0 ? product / norms : 0
}

/// The largest models that are read.
///
/// The published ones lie far below; what a stranger's file claims beyond them is refused before anything is
/// allocated, and products of these never overflow 64 bits.
package enum ModelLimits {
    /// The deepest published tower has 56 blocks (open_clip's ViT-e-14).
    package static let layers = 1...1024
    package static let width = 1...65_536
    package static let mlpWidth = 1...1_048_576
    package static let patchSize = 1...4096
    package static let resolution = 1...65_536
    package static let contextLength = 1...65_536
    /// The largest published vocabulary has 901,629 tokens (MetaCLIP 2).
    package static let vocabularySize = 1...16_777_216
    /// Batch norms and layer norms use 1e-6 to 1e-3.
    package static let normEpsilon = 1e-12...1e-1

    /// Bytes that a tokenizer's tables may take in a file: eight times those of the largest published vocabulary.
    package static let tokenizerBytes = 256 << 20

    /// Bytes that one item may take in a tower, beside the weights: 512 MiB.
    ///
    /// Published towers take at most 169 MiB (RN50x64).
    package static let workingSet = 512 << 20

    /// The largest values for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("layers", layers.upperBound), ("width", width.upperBound), ("mlpWidth", mlpWidth.upperBound),
        ("patchSize", patchSize.upperBound), ("resolution", resolution.upperBound),
        ("contextLength", contextLength.upperBound), ("vocabularySize", vocabularySize.upperBound),
        ("tokenizerBytes", tokenizerBytes), ("workingSet", workingSet),
    ]

    /// Throws the value and its range, if it lies outside.
    package static func check(_ value: Int, _ place: String, in range: ClosedRange<Int>) throws(SchemaError) {
        guard range.contains(value) else {
            throw SchemaError(
                at: place, found: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }

    package static func check(heads: Int, _ key: String, dividing width: Int) throws(SchemaError) {
        guard heads >= 1, width.isMultiple(of: heads) else {
            throw SchemaError(at: key, found: "\(heads)", allowed: "a divisor of the width \(width)")
        }
    }

    package static func check(_ epsilon: Double, _ key: String) throws(SchemaError) {
        guard normEpsilon.contains(epsilon) else {
            throw SchemaError(
                at: key, found: "\(epsilon)",
                allowed: "\(normEpsilon.lowerBound) to \(normEpsilon.upperBound)")
        }
    }
}

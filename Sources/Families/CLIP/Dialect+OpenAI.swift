import Layers
import ModelKit

extension Dialect {
    /// OpenAI's names are the canonical ones: those of `CLIPArchitecture.expectedTensors`.
    static let openAIRules: [NameRule] = canonicalPatterns.map { NameRule($0, $0) }

    /// Every canonical name, in the order of `expectedTensors`, the number of a block replaced by `*`.
    static let canonicalPatterns: [String] = {
        var patterns: [String] = []
        var seen: Set<String> = []
        for name in ["ViT-B/32", "RN50"] {
            for tensor in CLIPArchitecture.published(name)?.expectedTensors ?? [] {
                // The names are the project's own: none of them has a block number that is refused.
                guard let pattern = try? NamePattern(tensor.name).pattern, seen.insert(pattern).inserted
                else {
                    continue
                }
                patterns.append(pattern)
            }
        }
        return patterns
    }()
}

import Layers
package import ModelKit
package import Tensors

extension Dialect {
    /// The weights of a checkpoint under OpenAI's names, in the order of `CLIPArchitecture.expectedTensors`.
    ///
    /// Tensors that are no weights are dropped, and so is the `logit_scale` of a single tower. What is
    /// returned is exactly the tensors of one architecture, as far as shapes tell; its number of heads and
    /// the like are for `CLIPArchitecture(inferringFrom:configuration:activation:)`. Linear in the number of
    /// tensors.
    ///
    /// - Throws: The first tensor, by the checkpoint's own name, that is of a model that is not read,
    ///   unknown, twice there, missing, of a wrong shape or not of floating-point numbers; parts of one
    ///   weight that differ in shape or element type, both of them.
    package func canonicalWeights(from tensors: [TensorDescriptor]) throws(SchemaError) -> [CanonicalWeight] {
        if let (name, meaning) = ForeignTensors.first(in: tensors.map(\.name)) {
            throw .unsupported(at: name, found: meaning)
        }
        var weights: [String: CanonicalWeight] = [:]
        let (names, parts) = try parts(of: tensors)
        for name in names { weights[name] = try parts[name]?.weight(named: name) }
        let hasImageTower = weights.keys.contains { $0.hasPrefix("visual.") }
        if !hasImageTower || weights["text_projection"] == nil { weights["logit_scale"] = nil }
        do {
            let table = try ShapeTable(names.compactMap { weights[$0]?.descriptor })
            // Heads and activation make no difference to names and shapes.
            let architecture = try CLIPArchitecture(shapesOf: table, activation: .quickGELU)
            try architecture.check(table)
            return architecture.expectedTensors.compactMap { weights[$0.name] }
        } catch {
            throw inSourceNames(error, weights)
        }
    }

    /// The canonical tensors in the order in which the checkpoint begins them, and the pieces of each.
    private func parts(
        of tensors: [TensorDescriptor]
    ) throws(SchemaError) -> (names: [String], parts: [String: WeightParts]) {
        let rules = Dictionary(rules.map { ($0.source, $0) }) { first, _ in first }
        var names: [String] = []
        var parts: [String: WeightParts] = [:]
        for tensor in tensors where !DroppedTensors.contains(tensor.name) {
            let pattern = try NamePattern(tensor.name)
            guard let rule = rules[pattern.pattern] else {
                throw SchemaError(
                    at: tensor.name, found: "no tensor of CLIP in the dialect '\(rawValue)' has this name")
            }
            let name = pattern.filling(rule.canonical)
            if parts[name] == nil { names.append(name) }
            try parts[name, default: WeightParts(rule)].add(tensor, rule)
        }
        return (names, parts)
    }

    /// The error with the checkpoint's own names of the tensor beside the canonical one.
    private func inSourceNames(_ error: SchemaError, _ weights: [String: CanonicalWeight]) -> SchemaError {
        guard let name = error.location, let pattern = try? NamePattern(name) else { return error }
        let sources =
            weights[name]?.parts
            ?? rules.filter { $0.canonical == pattern.pattern }.map { pattern.filling($0.source) }
        guard !sources.isEmpty, !sources.contains(name) else { return error }
        var error = error
        error.location = "\(name) (\(sources.joined(separator: ", ")))"
        return error
    }
}

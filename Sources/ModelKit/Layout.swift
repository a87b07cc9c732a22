package import Tensors

/// The names that the tensors of a family's checkpoints have in one library, and how they become canonical ones.
package struct Layout: Sendable {
    /// The library's name, as reports have it.
    package let name: String
    private let rules: [String: [NameRule]]

    /// A layout of some rules; a source of several canonical tensors has several.
    package init(_ name: String, _ rules: [NameRule]) {
        self.name = name
        self.rules = Dictionary(grouping: rules, by: \.source)
    }

    /// The weights of a checkpoint by their canonical names, in the order in which the checkpoint begins them.
    ///
    /// Tensors that are no weights are dropped. Linear in the number of tensors.
    ///
    /// - Throws: The first tensor, by the checkpoint's own name, that is unknown, twice there, of a wrong shape or not of
    ///   floating-point numbers; parts of one weight that are missing or differ in shape or element type.
    package func weights(of tensors: [TensorDescriptor]) throws(SchemaError) -> [CanonicalWeight] {
        var names: [String] = []
        var parts: [String: WeightParts] = [:]
        for tensor in tensors where !DroppedTensors.contains(tensor.name) {
            let pattern = try NamePattern(tensor.name)
            guard let rules = rules[pattern.pattern] else {
                throw SchemaError(at: tensor.name, found: "no tensor of the layout '\(name)' has this name")
            }
            for rule in rules {
                let name = pattern.filling(rule.canonical)
                if parts[name] == nil { names.append(name) }
                try parts[name, default: WeightParts(rule)].add(tensor, rule)
            }
        }
        var weights: [CanonicalWeight] = []
        for name in names {
            if let weight = try parts[name]?.weight(named: name) { weights.append(weight) }
        }
        return weights
    }
}

package import Tensors

/// The tensors of a checkpoint that make up one canonical tensor, until all of them have been found.
package struct WeightParts {
    private let rule: NameRule
    private var tensors: [TensorDescriptor?]

    package init(_ rule: NameRule) {
        self.rule = rule
        tensors = Array(repeating: nil, count: rule.partCount)
    }

    package mutating func add(_ tensor: TensorDescriptor, _ rule: NameRule) throws(SchemaError) {
        if let other = tensors[rule.part] {
            throw SchemaError(
                at: tensor.name, found: "the tensor '\(other.name)' is \(rule.canonical) too",
                allowed: "one of them")
        }
        guard tensor.elementType.isFloatingPoint else {
            throw SchemaError(
                at: tensor.name, found: "element type \(tensor.elementType.rawValue)",
                allowed: "a floating-point type")
        }
        tensors[rule.part] = tensor
    }

    /// The canonical tensor; every part is there and all are alike.
    package func weight(named name: String) throws(SchemaError) -> CanonicalWeight {
        let found = tensors.compactMap(\.self)
        guard let first = found.first else { throw SchemaError(at: name, found: "missing") }
        if found.count < tensors.count {
            throw SchemaError(
                at: name, found: "only \(found.map(\.name).joined(separator: ", "))",
                allowed: "queries, keys and values")
        }
        for other in found.dropFirst() {
            try Self.requireEqual(first, other, "shape", \.shape.description)
            try Self.requireEqual(first, other, "element type", \.elementType.rawValue)
        }
        let rows = try rule.rows.map { (share) throws(SchemaError) in try Self.rows(share, of: first) }
        return CanonicalWeight(
            name: name, shape: try shape(of: first, rows), elementType: first.elementType,
            parts: found.map(\.name), isTransposed: rule.isTransposed, rows: rows)
    }

    private static func rows(_ share: RowShare, of part: TensorDescriptor) throws(SchemaError) -> Range<Int> {
        guard let total = part.shape.dimensions.first, let rows = share.rows(of: total) else {
            throw SchemaError(
                at: part.name, found: "shape \(part.shape)",
                allowed: "a first dimension that divides by \(share.count)")
        }
        return rows
    }

    private static func requireEqual(
        _ first: TensorDescriptor, _ other: TensorDescriptor, _ what: String,
        _ value: (TensorDescriptor) -> String
    ) throws(SchemaError) {
        guard value(first) == value(other) else {
            throw SchemaError(
                at: other.name, found: "\(what) \(value(other))",
                allowed: "\(value(first)) as '\(first.name)' has")
        }
    }

    private func shape(of part: TensorDescriptor, _ rows: Range<Int>?) throws(SchemaError) -> Shape {
        var dimensions = part.shape.dimensions
        if let rows { dimensions[0] = rows.count }
        if rule.isTransposed {
            guard dimensions.count == 2 else {
                throw SchemaError(at: part.name, found: "shape \(part.shape)", allowed: "a matrix")
            }
            dimensions.reverse()
        }
        // A scalar, which some programs write as an array of one number (openai/CLIP issues 66 and 67).
        let scalars = [CanonicalWeight.logitScale, CanonicalWeight.logitBias]
        if scalars.contains(rule.canonical), dimensions == [1] { dimensions = [] }
        if tensors.count > 1, let rows = dimensions.first {
            dimensions[0] = checkedProduct([rows, tensors.count]) ?? -1
        }
        let ones = [Int](repeating: 1, count: rule.leadingOnes)
        guard let shape = Shape(ones + dimensions) else {
            throw SchemaError(at: part.name, found: "shape \(part.shape)", allowed: "a smaller one")
        }
        return shape
    }
}

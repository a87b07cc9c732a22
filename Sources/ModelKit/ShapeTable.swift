package import Tensors

/// The shapes of a set of tensors by name, and how many numbered blocks there are under each stem.
package struct ShapeTable {
    /// In the order given.
    package let names: [String]
    private var shapes: [String: Shape] = [:]
    /// The numbers under a stem such as `visual.transformer.resblocks`.
    private var blocks: [String: Set<Int>] = [:]

    /// - Throws: A name that is there twice, or a block number that is not written the usual way.
    package init(_ tensors: [TensorDescriptor]) throws(SchemaError) {
        names = tensors.map(\.name)
        for tensor in tensors {
            guard shapes.updateValue(tensor.shape, forKey: tensor.name) == nil else {
                throw SchemaError(at: tensor.name, found: "there are two tensors of this name")
            }
            let pattern = try NamePattern(tensor.name)
            if let stem = pattern.stem, let block = pattern.block { blocks[stem, default: []].insert(block) }
        }
    }

    package subscript(name: String) -> Shape? { shapes[name] }

    package func containsAny(prefix: String) -> Bool {
        names.contains { $0.hasPrefix(prefix) }
    }

    /// The dimensions of a tensor that has to be there with this many of them.
    package func dimensions(of name: String, _ layout: [String]) throws(SchemaError) -> [Int] {
        let form = "[" + layout.joined(separator: ", ") + "]"
        guard let shape = shapes[name] else {
            throw SchemaError(at: name, found: "missing", allowed: "shape \(form)")
        }
        guard shape.rank == layout.count else {
            throw SchemaError(at: name, found: "shape \(shape)", allowed: form)
        }
        return shape.dimensions
    }

    /// One dimension of a tensor, within its limits.
    package func dimension(
        _ axis: Int, of name: String, _ layout: [String], in range: ClosedRange<Int>
    ) throws(SchemaError) -> Int {
        let dimensions = try dimensions(of: name, layout)
        guard range.contains(dimensions[axis]) else {
            throw SchemaError(
                at: name, found: "\(layout[axis]) \(dimensions[axis])",
                allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
        return dimensions[axis]
    }

    /// The side of the square of which a positional embedding has one row for each cell and one more.
    package func gridSize(of name: String) throws(SchemaError) -> Int {
        let rows = try dimensions(of: name, ["grid² + 1", "width"])[0]
        // A dimension is at most 2^48, which a Double holds exactly.
        let side = Int(Double(max(rows - 1, 0)).squareRoot())
        guard side >= 1, side * side == rows - 1, ModelLimits.resolution.contains(side) else {
            throw SchemaError(
                at: name, found: "\(rows) rows", allowed: "the square of the grid's side, and 1")
        }
        return side
    }

    /// How many blocks there are under a stem; they are numbered from 0 without gaps.
    package func blockCount(_ stem: String) throws(SchemaError) -> Int {
        let numbers = blocks[stem] ?? []
        if let gap = (0..<numbers.count).first(where: { !numbers.contains($0) }) {
            throw SchemaError(
                at: "\(stem).\(gap)", found: "missing", allowed: "\(numbers.count) blocks numbered from 0")
        }
        guard ModelLimits.layers.contains(numbers.count) else {
            throw SchemaError(
                at: stem, found: "\(numbers.count) blocks",
                allowed: "\(ModelLimits.layers.lowerBound) to \(ModelLimits.layers.upperBound)")
        }
        return numbers.count
    }
}

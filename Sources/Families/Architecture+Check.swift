import Layers
package import ModelKit
package import Tensors

extension Architecture {
    /// Checks that these are the tensors of a model of this architecture: none missing, none too many, every
    /// shape right.
    ///
    /// Linear in the number of tensors.
    ///
    /// - Throws: The first expected tensor that is missing or has another shape, with both shapes; then the
    ///   first that is not expected.
    package func check(_ tensors: [TensorDescriptor]) throws(SchemaError) {
        try check(ShapeTable(tensors))
    }

    func check(_ table: ShapeTable) throws(SchemaError) {
        let expected = expectedTensors
        for tensor in expected {
            guard let shape = table[tensor.name] else {
                throw SchemaError(at: tensor.name, found: "missing", allowed: "shape \(tensor.shape)")
            }
            guard shape == tensor.shape else {
                throw SchemaError(
                    at: tensor.name, found: "shape \(shape)", allowed: "\(tensor.shape) in \(name)")
            }
        }
        if table.names.count == expected.count { return }
        let known = Set(expected.map(\.name))
        if let extra = table.names.first(where: { !known.contains($0) }) {
            throw SchemaError(
                at: extra, found: "no part of the model", allowed: "the \(expected.count) tensors of \(name)")
        }
    }
}

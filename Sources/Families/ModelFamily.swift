package import ModelKit

/// Models whose checkpoints have the same layouts and whose towers are built alike.
///
/// A family is registered by one line in `Families.all`.
package protocol ModelFamily: Sendable {
    /// What `family` is in a `.clipw` file.
    static var name: String { get }

    /// The model of a checkpoint; nil where its names are not this family's.
    ///
    /// - Throws: Weights that are missing, superfluous or misshapen, or contradict the configuration, with both values;
    ///   unsupported for an option that changes what is computed and is not read.
    static func model(of evidence: Evidence) throws(SchemaError) -> ReadModel?

    /// Reads the descriptions that a `.clipw` file has of a model's towers, nil where it has none.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside the limits.
    static func architecture(
        embedDimension: Int, image: FieldReader?, text: FieldReader?
    ) throws(SchemaError) -> any Architecture
}

/// Every family that is read.
package enum Families {
    /// In the order in which they are asked; the last one explains why a checkpoint is no model.
    package static let all: [any ModelFamily.Type] = [SigLIPFamily.self, CLIPFamily.self]

    /// Reads the description that a `.clipw` file has of a model: `family`, `embed_dim`, `image`, `text`.
    ///
    /// - Throws: Unsupported for a family that is not known; the first key that is missing, unknown, of a wrong type or
    ///   outside the limits.
    package static func architecture(_ model: FieldReader) throws(SchemaError) -> any Architecture {
        let name = try model.string("family")
        guard let family = all.first(where: { $0.name == name }) else {
            throw model.unsupported("family", all.map { $0.name }.joined(separator: ", "))
        }
        return try family.architecture(
            embedDimension: model.integer("embed_dim"),
            image: model.has("image") ? model.object("image") : nil,
            text: model.has("text") ? model.object("text") : nil)
    }

    /// The model of a checkpoint.
    ///
    /// - Throws: As `ModelFamily.model(of:)`, and that no family has such names.
    package static func model(of evidence: Evidence) throws(SchemaError) -> ReadModel {
        for family in all {
            if let model = try family.model(of: evidence) { return model }
        }
        throw SchemaError(
            found: "its tensors have the names of no model that is read",
            allowed: "a model of the families " + all.map { $0.name }.joined(separator: ", "))
    }
}

package import StrictJSON

/// The fields of a tower's description, from which follow its JSON both ways, its limits, and what of it comes from a
/// configuration.
package struct FieldTable<Description>: Sendable {
    private let fields: [Field<Description>]
    private let relation: @Sendable (Description) throws(SchemaError) -> Void

    /// A table.
    ///
    /// - Parameter relation: throws where fields that are right by themselves contradict each other.
    package init(
        _ fields: [Field<Description>],
        relation: @escaping @Sendable (Description) throws(SchemaError) -> Void = { _ in }
    ) {
        self.fields = fields
        self.relation = relation
    }

    /// The keys in order.
    package var keys: [String] { fields.map(\.key) }

    /// The values by their keys.
    package func members(of description: Description) -> [String: JSONValue] {
        Dictionary(fields.map { ($0.key, $0.json(description)) }) { first, _ in first }
    }

    /// An object of the fields in their order.
    package func object(of description: Description) -> JSONValue {
        var object = JSONObject()
        for field in fields { object[field.key] = field.json(description) }
        return .object(object)
    }

    /// Reads a description from an object that has its fields and no others.
    ///
    /// - Throws: The first that is missing, unknown or of a wrong type.
    package func readExactly(_ reader: FieldReader, into description: inout Description) throws(SchemaError) {
        try reader.requireExactly(Set(keys))
        try read(reader, into: &description)
    }

    /// Reads every field of a description.
    ///
    /// - Throws: The first that is missing or of a wrong type.
    package func read(_ reader: FieldReader, into description: inout Description) throws(SchemaError) {
        for field in fields { try field.read(&description, reader) }
    }

    /// - Throws: The first value out of its limits, or fields that contradict each other.
    package func check(_ description: Description) throws(SchemaError) {
        for field in fields { try field.check(description) }
        try relation(description)
    }

    /// What shapes told, with what only a configuration tells taken from what one said.
    package func completing(_ shaped: Description, from configured: Description) -> Description {
        var completed = shaped
        for field in fields where field.isConfigured { field.copy(configured, &completed) }
        return completed
    }
}

extension FieldReader {
    /// Reads a description from an object that has the table's keys and some others, no more and no fewer, and checks it.
    ///
    /// - Throws: The first key that is missing, unknown, of a wrong type or outside its limits.
    package func read<Description>(
        _ table: FieldTable<Description>, into description: inout Description, besides others: Set<String>
    ) throws(SchemaError) {
        try requireExactly(others.union(table.keys))
        try table.read(self, into: &description)
        do throws(SchemaError) {
            try table.check(description)
        } catch {
            var error = error
            error.location = error.location.map(place)
            throw error
        }
    }
}

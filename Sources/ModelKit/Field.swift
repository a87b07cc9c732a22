import StrictJSON

/// A field of a tower's description: its key, how it is read, written and checked, and who tells it.
///
/// `Description` is a value type whose fields are variables.
package struct Field<Description>: Sendable {
    /// The key in JSON, which errors name too.
    package let key: String
    /// Whether only a configuration tells it, and not the shapes of the weights.
    package let isConfigured: Bool
    let json: @Sendable (Description) -> JSONValue
    let read: @Sendable (inout Description, FieldReader) throws(SchemaError) -> Void
    let check: @Sendable (Description) throws(SchemaError) -> Void
    let copy: @Sendable (Description, inout Description) -> Void

    private init<Value>(
        _ key: String, _ path: WritableKeyPath<Description, Value> & Sendable, isConfigured: Bool,
        json: @escaping @Sendable (Value) -> JSONValue,
        read: @escaping @Sendable (FieldReader) throws(SchemaError) -> Value,
        check: @escaping @Sendable (Description) throws(SchemaError) -> Void
    ) {
        self.key = key
        self.isConfigured = isConfigured
        self.json = { json($0[keyPath: path]) }
        self.read = { (description, reader) throws(SchemaError) in
            description[keyPath: path] = try read(reader)
        }
        self.check = check
        copy = { $1[keyPath: path] = $0[keyPath: path] }
    }
}

extension Field {
    /// A size within limits, which the shapes tell unless only a configuration does.
    package static func size(
        _ key: String, _ path: WritableKeyPath<Description, Int> & Sendable, in range: ClosedRange<Int>,
        isConfigured: Bool = false
    ) -> Field {
        Field(
            key, path, isConfigured: isConfigured, json: { .integer($0) },
            read: { (reader) throws(SchemaError) in try reader.integer(key) },
            check: { (description) throws(SchemaError) in
                try ModelLimits.check(description[keyPath: path], key, in: range)
            })
    }

    /// Sizes within limits, which the shapes tell, one for each of so many stages.
    package static func sizes(
        _ key: String, _ path: WritableKeyPath<Description, [Int]> & Sendable, in range: ClosedRange<Int>,
        stages: Int
    ) -> Field {
        Field(
            key, path, isConfigured: false, json: { .array($0.map { .integer($0) }) },
            read: { (reader) throws(SchemaError) in try reader.integers(key) },
            check: { (description) throws(SchemaError) in
                let sizes = description[keyPath: path]
                guard sizes.count == stages else {
                    throw SchemaError(at: key, found: "\(sizes.count) stages", allowed: "\(stages)")
                }
                for size in sizes { try ModelLimits.check(size, key, in: range) }
            })
    }

    /// Attention heads, which only a configuration tells; they divide a width.
    package static func heads(
        _ key: String, _ path: WritableKeyPath<Description, Int> & Sendable,
        dividing width: KeyPath<Description, Int> & Sendable
    ) -> Field {
        Field(
            key, path, isConfigured: true, json: { .integer($0) },
            read: { (reader) throws(SchemaError) in try reader.integer(key) },
            check: { (description) throws(SchemaError) in
                try ModelLimits.check(
                    heads: description[keyPath: path], key, dividing: description[keyPath: width])
            })
    }

    /// What is added to a variance before its root is taken, which only a configuration tells.
    package static func epsilon(
        _ key: String, _ path: WritableKeyPath<Description, Double> & Sendable
    ) -> Field {
        Field(
            key, path, isConfigured: true, json: { .number($0) },
            read: { (reader) throws(SchemaError) in try reader.number(key) },
            check: { (description) throws(SchemaError) in
                try ModelLimits.check(description[keyPath: path], key)
            })
    }

    /// Whether the weights of a part are there.
    package static func flag(_ key: String, _ path: WritableKeyPath<Description, Bool> & Sendable) -> Field {
        Field(
            key, path, isConfigured: false, json: { .bool($0) },
            read: { (reader) throws(SchemaError) in try reader.bool(key) }, check: { _ in })
    }

    /// One of several ways, which only a configuration tells.
    package static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ path: WritableKeyPath<Description, Choice> & Sendable
    ) -> Field {
        Field(
            key, path, isConfigured: true, json: { .string($0.rawValue) },
            read: { (reader) throws(SchemaError) in try reader.choice(key) }, check: { _ in })
    }
}

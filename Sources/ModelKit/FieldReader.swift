package import StrictJSON

/// Reads the members of a JSON object with errors that name the key.
///
/// A key that is missing or null counts as absent, as it does for the Python programs that write these files.
package struct FieldReader {
    package let object: JSONObject
    /// Where the object stands: `config.json, vision_config`.
    private let place: String

    package init(_ value: JSONValue, at place: String) throws(SchemaError) {
        guard let object = value.object else {
            throw SchemaError(at: place, found: Self.brief(value), allowed: "an object")
        }
        self.object = object
        self.place = place
    }

    /// Where a key stands.
    package func place(_ key: String) -> String {
        // The file's name is separated from the path of keys by a comma, the keys by dots.
        place.contains(",") ? "\(place).\(key)" : "\(place), \(key)"
    }

    /// The value, nil where there is none.
    package subscript(key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// Whether there is a value.
    ///
    /// Comparing with `nil` would not tell, since that is a spelling of JSON's null.
    package func has(_ key: String) -> Bool {
        if case .some = self[key] { true } else { false }
    }

    package func failure(_ key: String, _ allowed: String) -> SchemaError {
        SchemaError(
            at: place(key), found: object[key].map(Self.brief) ?? "missing", allowed: allowed)
    }

    package func unsupported(_ key: String, _ allowed: String) -> SchemaError {
        .unsupported(at: place(key), found: object[key].map(Self.brief) ?? "missing", allowed: allowed)
    }

    /// A value as JSON, cut where a message would become unreadable.
    package static func brief(_ value: JSONValue) -> String {
        let text = value.text
        return text.count > 60 ? text.prefix(60) + "…" : text
    }
}

extension FieldReader {
    package func optionalInteger(_ key: String) throws(SchemaError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let integer = value.integer else { throw failure(key, "an integer") }
        return integer
    }

    package func integer(_ key: String) throws(SchemaError) -> Int {
        guard let value = try optionalInteger(key) else { throw failure(key, "an integer") }
        return value
    }

    package func integers(_ key: String) throws(SchemaError) -> [Int] {
        let items = self[key]?.array ?? []
        let integers = items.compactMap(\.integer)
        guard !items.isEmpty, integers.count == items.count else {
            throw failure(key, "an array of integers")
        }
        return integers
    }

    /// The numbers of an array, nil where there is none.
    package func numbers(_ key: String) throws(SchemaError) -> [Double]? {
        guard let value = self[key] else { return nil }
        let numbers = value.array?.compactMap(\.number) ?? []
        guard !numbers.isEmpty, numbers.count == value.array?.count else {
            throw failure(key, "an array of numbers")
        }
        return numbers
    }

    package func optionalNumber(_ key: String) throws(SchemaError) -> Double? {
        guard let value = self[key] else { return nil }
        guard let number = value.number else { throw failure(key, "a number") }
        return number
    }

    package func number(_ key: String) throws(SchemaError) -> Double {
        guard let value = try optionalNumber(key) else { throw failure(key, "a number") }
        return value
    }

    package func optionalBool(_ key: String) throws(SchemaError) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let bool = value.bool else { throw failure(key, "true or false") }
        return bool
    }

    package func bool(_ key: String) throws(SchemaError) -> Bool {
        guard let value = try optionalBool(key) else { throw failure(key, "true or false") }
        return value
    }

    package func optionalString(_ key: String) throws(SchemaError) -> String? {
        guard let value = self[key] else { return nil }
        guard let string = value.string else { throw failure(key, "a string") }
        return string
    }

    package func string(_ key: String) throws(SchemaError) -> String {
        guard let value = try optionalString(key) else { throw failure(key, "a string") }
        return value
    }

    /// One of the raw values of an enumeration.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) throws(SchemaError)
        -> Choice
    {
        guard let choice = self[key]?.string.flatMap(Choice.init(rawValue:)) else {
            throw failure(key, Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    /// The object under a key; an empty one where there is none.
    package func object(_ key: String) throws(SchemaError) -> FieldReader {
        try FieldReader(self[key] ?? .object(JSONObject()), at: place(key))
    }

    /// A size that may be written once for both sides, or as a pair of equal ones.
    package func optionalSide(_ key: String) throws(SchemaError) -> Int? {
        guard let items = self[key]?.array else { return try optionalInteger(key) }
        let sides = items.compactMap(\.integer)
        guard sides.count == items.count, (1...2).contains(sides.count) else {
            throw failure(key, "an integer")
        }
        guard let side = sides.first, side == sides.last else { throw unsupported(key, "a square") }
        return side
    }
}

extension FieldReader {
    /// Throws the first key that is missing or not among these.
    package func requireExactly(_ keys: Set<String>) throws(SchemaError) {
        let missing = keys.subtracting(object.members.map(\.key))
        if let missing = missing.min() {
            throw SchemaError(at: place(missing), found: "missing")
        }
        try requireNoOthers(than: keys)
    }

    /// Throws the first key that is not among these.
    package func requireNoOthers(than keys: Set<String>) throws(SchemaError) {
        if let unknown = object.members.first(where: { !keys.contains($0.key) }) {
            throw SchemaError.unsupported(at: place(unknown.key), found: "an unknown key")
        }
    }

    package func requireNull(_ keys: [String], because reason: String) throws(SchemaError) {
        if let key = keys.first(where: { has($0) }) { throw failure(key, "null in \(reason)") }
    }
}

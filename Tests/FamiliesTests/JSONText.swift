import StrictJSON
import Testing

/// The value of a JSON text written in a test.
func json(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: text.utf8)
}

extension JSONValue {
    /// The same value with another one at the end of a path of keys, objects made where there are none.
    func setting(_ path: some Collection<String>, to value: JSONValue) -> JSONValue {
        guard let key = path.first else { return value }
        var object = object ?? JSONObject()
        object[key] = (object[key] ?? .object(JSONObject())).setting(path.dropFirst(), to: value)
        return .object(object)
    }

    /// A dotted path.
    func setting(_ path: String, to value: JSONValue) -> JSONValue {
        setting(path.split(separator: ".").map(String.init), to: value)
    }
}

/// A value put under a dotted path of keys, and the key that a refusal names, where it is another one.
struct Change: Sendable, CustomTestStringConvertible {
    let path: String
    let value: JSONValue
    let blamed: String

    init(_ path: String, _ value: JSONValue, blamed: String? = nil) {
        self.path = path
        self.value = value
        self.blamed = blamed ?? path
    }

    var testDescription: String { "\(path) \(value.text)" }
}

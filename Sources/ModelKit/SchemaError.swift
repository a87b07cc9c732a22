/// Why tensors or a configuration do not describe a CLIP model that this project knows.
///
/// The target does no I/O, so the error carries no path; the caller adds it.
public struct SchemaError: Error, Sendable, Equatable {
    /// A tensor's name, or a file and the key in it: `config.json, vision_config.hidden_size`.
    public var location: String?
    /// What was found there.
    public var found: String
    /// What would have been right, or what to do.
    public var allowed: String?
    /// Whether the model is well formed, but of a kind that is not read.
    public var isUnsupported: Bool

    /// Content that contradicts itself or the rules of CLIP.
    package init(at location: String? = nil, found: String, allowed: String? = nil) {
        self.location = location
        self.found = found
        self.allowed = allowed
        self.isUnsupported = false
    }

    /// Content that may be right, but is not read by this project.
    package static func unsupported(at location: String? = nil, found: String, allowed: String? = nil)
        -> SchemaError
    {
        var error = SchemaError(at: location, found: found, allowed: allowed)
        error.isUnsupported = true
        return error
    }

    /// The same error, inside a file or an object unless it names that already.
    package func within(_ place: String) -> SchemaError {
        if location?.hasPrefix(place) == true { return self }
        var error = self
        error.location = location.map { "\(place), \($0)" } ?? place
        return error
    }
}

/// What the body returns; its errors say that they happened in this file or object.
package func locating<Value>(
    _ place: String, _ body: () throws(SchemaError) -> Value
) throws(SchemaError) -> Value {
    do {
        return try body()
    } catch {
        throw error.within(place)
    }
}

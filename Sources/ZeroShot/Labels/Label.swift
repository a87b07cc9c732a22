/// What a picture may show.
public struct Label: Sendable, Hashable {
    /// The name, as it goes into a prompt: `great white shark`.
    public let name: String
    /// What data sets call it, `n01484850` for instance; the name where there is nothing else.
    public let id: String

    /// A label.
    public init(_ name: String, id: String? = nil) {
        self.name = name
        self.id = id ?? name
    }

    /// Whether both have the same bytes as name and as id.
    public static func == (left: Label, right: Label) -> Bool {
        ByteName(left.name) == ByteName(right.name) && ByteName(left.id) == ByteName(right.id)
    }

    /// Hashes the bytes of name and id.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ByteName(name))
        hasher.combine(ByteName(id))
    }
}

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
}

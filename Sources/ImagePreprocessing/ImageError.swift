/// Why there are no pixels: one sentence with its evidence, and a code for machines.
public struct ImageError: Error, Sendable, Equatable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, CaseIterable {
        /// The content breaks its format's rules, or ends early.
        case malformed
        /// The content may be well formed, but is not something that this project reads.
        case unsupported
        /// The picture is larger than is allowed, or than the memory there is.
        case limit
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was found.
    public let found: String
    /// What would have been right.
    public let allowed: String?

    /// A failure of this kind.
    public init(_ code: Code, found: String, allowed: String? = nil) {
        self.code = code
        self.found = found
        self.allowed = allowed
    }
}

extension ImageError: CustomStringConvertible {
    /// One line: `<what was found> (<what is allowed>)`.
    public var description: String { found + (allowed.map { " (\($0))" } ?? "") }
}

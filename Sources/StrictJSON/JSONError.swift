/// Why a text is not JSON as RFC 8259 has it.
public struct JSONError: Error, Sendable, Equatable {
    /// Byte of the text at which it was noticed.
    public let offset: Int
    /// What is there.
    public let found: String
    /// What would be right.
    public let allowed: String?
}

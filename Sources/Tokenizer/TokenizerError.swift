/// Why a text was not tokenised.
public struct TokenizerError: Error, Sendable, Equatable {
    /// What there is too much of.
    public enum Code: Sendable, Equatable {
        /// More tokens than the model takes, start and end included.
        case tooManyTokens
        /// More bytes of UTF-8 than are looked at.
        case textTooLong
    }

    /// What there is too much of.
    public let code: Code
    /// How many there are.
    public let count: Int
    /// How many there may be.
    public let limit: Int
    /// The first 60 characters of the text, escaped.
    public let excerpt: String

    package init(_ code: Code, count: Int, limit: Int, text: String) {
        self.code = code
        self.count = count
        self.limit = limit
        excerpt = Self.excerpt(text)
    }

    /// At most 60 code points, so that a character with a thousand marks does not fill the screen.
    private static func excerpt(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let start = scalars.prefix(60).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                "\\u{" + String(scalar.value, radix: 16) + "}"
            default: String(scalar)
            }
        }
        return start.joined() + (scalars.dropFirst(60).isEmpty ? "" : "…")
    }
}

extension TokenizerError: CustomStringConvertible {
    /// One line: how much there is, how much there may be, and how the text begins.
    public var description: String {
        let unit = code == .tooManyTokens ? "tokens" : "bytes"
        return "the text has \(count) \(unit) (at most \(limit)): '\(excerpt)'"
    }
}

public import ByteIO

/// A sentence with a place for a label's name, such as `a photo of a {}`.
public struct PromptTemplate: Sendable, Hashable {
    /// What stands where the name goes.
    public static let placeholder = "{}"

    /// The sentence.
    public let text: String

    /// A template.
    ///
    /// - Throws: `malformed` where there is no place for a name.
    public init(_ text: String) throws(FileError) {
        self.text = text
        pieces = Self.pieces(of: text)
        guard pieces.count > 1 else {
            throw FileError(
                .malformed, at: "template '\(text)'", found: "it has no \(Self.placeholder)",
                allowed: "'a photo of a {}.' for instance, where {} stands for the label")
        }
    }

    /// The sentence about this name.
    public func prompt(_ name: String) -> String { pieces.joined(separator: name) }

    private let pieces: [String]

    private static func pieces(of text: String) -> [String] {
        var (pieces, rest) = ([String](), text[...])
        while let place = rest.firstRange(of: placeholder) {
            pieces.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        return pieces + [String(rest)]
    }
}

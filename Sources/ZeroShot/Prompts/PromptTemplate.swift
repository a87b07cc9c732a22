public import ByteIO

/// A sentence with a place for a label's name, such as `a photo of a {}`.
public struct PromptTemplate: Sendable, Hashable {
    /// What stands where the name goes.
    public static let placeholder = "{}"

    /// The sentence.
    public let text: String
    /// What stands before, between and after the places.
    private let pieces: [String]

    /// A template.
    ///
    /// - Throws: `malformed` where there is no place for a name; `unsupported` for more than 4,096 bytes.
    public init(_ text: String) throws(FileError) {
        try ListLimits.requireShort(text, at: "template '\(text.unicodeScalars.prefix(64))…'")
        self.text = text
        pieces = Self.pieces(of: Array(text.utf8))
        guard pieces.count > 1 else {
            throw FileError(
                .malformed, at: "template '\(text)'", found: "it has no \(Self.placeholder)",
                allowed: "'a photo of a {}.' for instance, where {} stands for the label")
        }
    }

    /// The sentence about this name.
    public func prompt(_ name: String) -> String { pieces.joined(separator: name) }

    /// Places for a name.
    var placeCount: Int { pieces.count - 1 }
    /// Bytes of the sentence without its places.
    var fixedByteCount: Int { text.utf8.count - placeCount * Self.placeholder.utf8.count }
    /// Bytes of memory that it takes.
    var memory: Int {
        MemoryLayout<PromptTemplate>.stride + 2 * text.utf8.count + pieces.count * MemoryLayout<String>.stride
    }

    /// Cut at the bytes of the placeholder, whatever marks follow it.
    private static func pieces(of text: [UInt8]) -> [String] {
        var pieces: [String] = []
        var start = 0
        var position = 0
        while position + 1 < text.count {
            if text[position] == UInt8(ascii: "{"), text[position + 1] == UInt8(ascii: "}") {
                pieces.append(String(decoding: text[start..<position], as: UTF8.self))
                position += 2
                start = position
            } else {
                position += 1
            }
        }
        return pieces + [String(decoding: text[start...], as: UTF8.self)]
    }

    /// Whether both have the same bytes.
    public static func == (left: PromptTemplate, right: PromptTemplate) -> Bool {
        ByteName(left.text) == ByteName(right.text)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(ByteName(text)) }
}

package import ModelKit
package import StrictJSON
package import Tensors

/// Turns texts into the token ids that a text tower takes.
///
/// A `.clipw` file has all of it: its kind and constants as JSON, its tables as tensors.
package protocol TextTokenizer: Sendable {
    /// What `kind` is in a file.
    static var kind: String { get }

    /// Reads the description and the tables of a file, by their tensors' names.
    ///
    /// - Throws: The first key or table that is missing, of another size or contradicts another.
    init(_ fields: FieldReader, tables: [String: TokenizerTable]) throws(SchemaError)

    /// The constants that a file states beside `kind`.
    var constants: JSONObject { get }
    /// The tables that a file has.
    var tables: [TokenizerTable] { get }
    /// Different ids.
    var vocabularySize: Int { get }

    /// The token ids of a text, those of its start and end included, without padding.
    ///
    /// - Parameter truncate: whether a text of too many tokens is cut.
    /// - Throws: Unsupported for a text of too many tokens otherwise.
    func tokens(
        of text: String, contextLength: Int, truncate: Bool
    ) throws(SchemaError) -> [Int32]
}

/// A table of a tokenizer, as the tensor that a file keeps it in.
package struct TokenizerTable: Sendable {
    /// What begins the names of such tensors.
    package static let prefix = "clipw.tokenizer."

    /// Name, element type and shape.
    package let descriptor: TensorDescriptor
    /// The elements, little-endian.
    package let bytes: [UInt8]

    package init(_ descriptor: TensorDescriptor, _ bytes: [UInt8]) {
        self.descriptor = descriptor
        self.bytes = bytes
    }
}

extension TextTokenizer {
    /// The value of `tokenizer` in a file's description of its model.
    package func json(contextLength: Int) -> JSONValue {
        var object = JSONObject()
        object["kind"] = .string(Self.kind)
        object["context_length"] = .integer(contextLength)
        object["vocab_size"] = .integer(vocabularySize)
        for member in constants.members { object[member.key] = member.value }
        return .object(object)
    }
}

/// Every kind of tokenizer that is read.
package enum TextTokenizers {
    package static let all: [any TextTokenizer.Type] = [
        CLIPTokenizer.self, SigLIPTexts<Unigram>.self, SigLIPTexts<BytePair>.self,
    ]

    /// The tokenizer that a file describes.
    ///
    /// - Throws: Unsupported for a kind that is not known; where it does not fit the text tower, both values; what
    ///   reading its tables throws.
    package static func read(
        _ json: JSONValue, tables: [String: TokenizerTable], for architecture: any Architecture
    ) throws(SchemaError) -> any TextTokenizer {
        let fields = try FieldReader(json, at: "model, tokenizer")
        let kind = try fields.string("kind")
        guard let type = all.first(where: { $0.kind == kind }) else {
            throw fields.unsupported("kind", all.map { $0.kind }.joined(separator: ", "))
        }
        for (key, value) in [
            ("context_length", architecture.contextLength), ("vocab_size", architecture.vocabularySize),
        ] {
            guard try fields.optionalInteger(key) == value else {
                throw fields.failure(key, "\(value ?? 0) as the text tower has")
            }
        }
        let tokenizer = try type.init(fields, tables: tables)
        guard tokenizer.vocabularySize == architecture.vocabularySize else {
            throw SchemaError(
                at: "model, tokenizer", found: "its tables have \(tokenizer.vocabularySize) tokens",
                allowed: "\(architecture.vocabularySize ?? 0) as the text tower has")
        }
        return tokenizer
    }
}

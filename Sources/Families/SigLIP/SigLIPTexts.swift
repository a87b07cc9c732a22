import ByteIO
package import ModelKit
import SentencePiece
package import StrictJSON
import Tensors
import Tokenizer

/// The two kinds of SentencePiece models.
package protocol SentencePieceKind: Sendable {
    /// What `kind` is in a file.
    static var name: String { get }
}

/// The kind of SigLIP.
package enum Unigram: SentencePieceKind {
    package static let name = "sentencepiece-unigram"
}

/// The kind of SigLIP 2.
package enum BytePair: SentencePieceKind {
    package static let name = "sentencepiece-bpe"
}

/// A tokenizer of SigLIP with the tables that a file has.
package struct SigLIPTexts<Kind: SentencePieceKind>: TextTokenizer {
    package static var kind: String { Kind.name }

    package let vocabularySize: Int
    private let tokenizer: SigLIPTokenizer

    fileprivate init(_ tokenizer: SigLIPTokenizer, vocabularySize: Int) throws(SchemaError) {
        let count = tokenizer.pieces.model.pieces.count
        guard count <= vocabularySize else {
            throw SchemaError(
                at: "the tokenizer", found: "\(count) pieces",
                allowed: "at most \(vocabularySize), as the text tower has tokens")
        }
        self.tokenizer = tokenizer
        self.vocabularySize = vocabularySize
    }

    package init(_ fields: FieldReader, tables: [String: TokenizerTable]) throws(SchemaError) {
        try fields.requireExactly(["kind", "context_length", "vocab_size", "cleaning", "end"])
        let size = try fields.integer("vocab_size")
        try ModelLimits.check(size, fields.place("vocab_size"), in: ModelLimits.vocabularySize)
        let end = try fields.integer("end")
        guard (0..<size).contains(end) else { throw fields.failure("end", "one of the \(size) tokens") }
        let pieces = try Self.reporting { () throws(FileError) in
            try SentencePieceTokenizer(SentencePieceModel(SentencePieceTables(tables)))
        }
        guard (pieces.model.algorithm == .unigram) == (Kind.name == Unigram.name) else {
            throw SchemaError(
                at: "tensor '\(TokenizerTable.prefix)settings'", found: "tables of another kind",
                allowed: Kind.name)
        }
        try self.init(
            SigLIPTokenizer(pieces: pieces, cleaning: fields.choice("cleaning"), end: Int32(clamping: end)),
            vocabularySize: size)
    }

    package var constants: JSONObject {
        var object = JSONObject()
        object["cleaning"] = .string(tokenizer.cleaning.rawValue)
        object["end"] = .integer(Int(tokenizer.end))
        return object
    }

    package var tables: [TokenizerTable] { tokenizer.pieces.model.tables.tensors }

    package func tokens(
        of text: String, contextLength: Int, truncate: Bool
    ) throws(SchemaError) -> [Int32] {
        do {
            return try tokenizer.tokenize(text, contextLength: contextLength, truncate: truncate)
        } catch {
            throw SchemaError(error)
        }
    }

    fileprivate static func reporting<Value>(
        _ body: () throws(FileError) -> Value
    ) throws(SchemaError) -> Value {
        do {
            return try body()
        } catch {
            throw SchemaError(
                at: error.location ?? "the tokenizer", found: error.found, allowed: error.allowed)
        }
    }
}

extension SigLIPTexts where Kind == Unigram {
    /// The tokenizer of a checkpoint, from the files beside it; nil without one, and without text tower.
    ///
    /// - Throws: The file and what is wrong with it; more pieces than the text tower has tokens.
    static func tokenizer(
        _ files: [String: [UInt8]], vocabularySize: Int?, isOpenCLIP: Bool
    ) throws(SchemaError) -> (tokenizer: any TextTokenizer, isSecond: Bool)? {
        let names = ["spiece.model", "tokenizer.model", "tokenizer.json"]
        guard let vocabularySize, let name = names.first(where: { files[$0] != nil }), let bytes = files[name]
        else { return nil }
        return try locating(name) { () throws(SchemaError) in
            let pieces = try reporting { () throws(FileError) in
                try SentencePieceTokenizer(
                    name.hasSuffix(".json")
                        ? TokenizerJSON(bytes).model : SentencePieceModel(protobuf: bytes))
            }
            let isSecond = pieces.model.algorithm == .bytePair
            // In transformers SigLIP 2 was trained and is used with small letters, and with all of its punctuation.
            let cleaning: PromptCleaning = isOpenCLIP ? .openCLIP : isSecond ? .lowercase : .huggingFace
            let tokenizer = SigLIPTokenizer(pieces: pieces, cleaning: cleaning)
            return isSecond
                ? (try SigLIPTexts<BytePair>(tokenizer, vocabularySize: vocabularySize), true)
                : (try SigLIPTexts<Unigram>(tokenizer, vocabularySize: vocabularySize), false)
        }
    }
}

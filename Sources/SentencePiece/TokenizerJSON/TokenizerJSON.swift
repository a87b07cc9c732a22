package import ByteIO
import StrictJSON

/// What a `tokenizer.json` of Hugging Face's tokenizers says of a SentencePiece tokenizer.
///
/// The tables are those of the SentencePiece model that it was made of. What the file adds to them is given as it is:
/// texts may be set in small letters. Marks at the ends, padding and truncation are the model family's.
package struct TokenizerJSON: Sendable {
    /// The tables.
    package let model: SentencePieceModel
    /// Whether each character of a text is set in small letters first.
    package let lowercases: Bool

    /// The tokenizer in a file; throws as `init(_:)`, and what reading throws.
    package init(_ file: InputFile) throws(FileError) {
        try SentencePieceModel.requireSize(file.byteCount)
        try self.init(file.bytes(file.byteCount, at: 0))
    }

    /// The tokenizer in the bytes of a file.
    ///
    /// - Throws: `malformed` for what is no strict JSON, for vocabularies, merges and added tokens that contradict each
    ///   other, and beyond the limits; `unsupported` for models other than Unigram and BPE, and for steps that a
    ///   SentencePiece model does not have.
    package init(_ bytes: [UInt8]) throws(FileError) {
        try SentencePieceModel.requireSize(bytes.count)
        var work = WorkBudget.tokenizer
        work.admit(bytes.count)
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(
                parsing: bytes, work: &work, values: Limits.jsonValues, members: Limits.pieces)
        } catch {
            throw FileError(
                .malformed, at: "offset \(error.offset)", found: error.found, allowed: error.allowed)
        }
        let root = JSONPlace(document, at: "")
        var steps = TokenizerSteps()
        try steps.readNormalizer(root["normalizer"])
        try steps.readPreTokenizer(root["pre_tokenizer"])
        let added = try AddedTokens(root["added_tokens"], work: &work)
        let place = root["model"]
        let kind = place["type"].value?.string
        switch kind ?? (place["merges"].value == nil ? "Unigram" : "BPE") {
        case "Unigram": model = try Self.unigram(place, steps, added, work: &work)
        case "BPE": model = try Self.bytePair(place, steps, added, work: &work)
        case let other:
            throw place["type"].unsupported("'\(other)'", "Unigram or BPE")
        }
        lowercases = steps.lowercases
    }
}

/// A value of a JSON document, and where it stands.
struct JSONPlace {
    /// The value; nil where there is none, or null.
    let value: JSONValue?
    let place: String

    init(_ value: JSONValue?, at place: String) {
        if case .some(.null) = value { self.value = nil } else { self.value = value }
        self.place = place
    }

    subscript(key: String) -> JSONPlace {
        JSONPlace(value?.object?[key], at: place.isEmpty ? key : "\(place).\(key)")
    }

    subscript(index: Int) -> JSONPlace {
        let items = value?.array ?? []
        return JSONPlace(items.indices.contains(index) ? items[index] : nil, at: "\(place)[\(index)]")
    }

    func malformed(_ found: String, _ allowed: String? = nil) -> FileError {
        FileError(.malformed, at: place, found: found, allowed: allowed)
    }

    func unsupported(_ found: String, _ allowed: String? = nil) -> FileError {
        FileError(.unsupported, at: place, found: found, allowed: allowed)
    }

    /// - Throws: `unsupported` unless the flag has this value, or is not there.
    func require(_ flag: Bool) throws(FileError) {
        guard let value else { return }
        guard value.bool == flag else { throw unsupported("it is not \(flag)", "\(flag)") }
    }

    /// - Throws: `unsupported` unless there is no value, or an empty text.
    func requireNothing() throws(FileError) {
        guard value == nil || value?.string == "" else { throw unsupported("it has a value", "none") }
    }
}

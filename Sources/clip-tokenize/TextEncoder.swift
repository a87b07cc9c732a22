import ByteIO
import SentencePiece
import Tokenizer

/// What turns a text into ids.
enum TextEncoder {
    /// CLIP's tokenizer: a start, the text's tokens and an end, at most so many together.
    case clip(Tokenizer, contextLength: Int, truncates: Bool)
    /// The pieces of a SentencePiece model alone, as many as there are, of a text that is cleaned first.
    case pieces(SentencePieceTokenizer, PromptCleaning)

    /// The encoder of a SentencePiece model file, such as `spiece.model` or `tokenizer.model`, or of a `tokenizer.json`.
    ///
    /// - Throws: what opening the file throws; `malformed` and `unsupported` for what is no such model.
    init(modelAt path: FilePath) throws(FileError) {
        let file = try InputFile(path: path)
        do throws(FileError) {
            // The first field of a model is a piece, whose tag is another byte.
            if file.byteCount > 0, try file.bytes(1, at: 0) == [UInt8(ascii: "{")] {
                let json = try TokenizerJSON(file)
                self = .pieces(try SentencePieceTokenizer(json.model), json.lowercases ? .lowercase : .none)
            } else {
                self = .pieces(try SentencePieceTokenizer(SentencePieceModel(file)), .none)
            }
        } catch {
            throw error.inFile(path)
        }
    }

    func ids(of text: String) throws(TokenizerError) -> [Int32] {
        switch self {
        case .clip(let tokenizer, let contextLength, let truncates):
            try tokenizer.tokenize(text, contextLength: contextLength, truncate: truncates)
        case .pieces(let tokenizer, let cleaning): tokenizer.encode(cleaning.clean(text))
        }
    }
}

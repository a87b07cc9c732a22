import ByteIO
import SentencePiece
import Tokenizer

/// What turns a text into ids.
enum TextEncoder {
    /// CLIP's tokenizer: a start, the text's tokens and an end, at most so many together.
    case clip(Tokenizer, contextLength: Int, truncates: Bool)
    /// The pieces of a SentencePiece model alone, as many as there are.
    case pieces(SentencePieceTokenizer)

    /// The encoder of a SentencePiece model file, such as `spiece.model` or `tokenizer.model`.
    ///
    /// - Throws: what opening the file throws; `malformed` and `unsupported` for what is no such model.
    init(modelAt path: FilePath) throws(FileError) {
        let file = try InputFile(path: path)
        do throws(FileError) {
            self = .pieces(try SentencePieceTokenizer(SentencePieceModel(file)))
        } catch {
            throw error.inFile(path)
        }
    }

    func ids(of text: String) throws(TokenizerError) -> [Int32] {
        switch self {
        case .clip(let tokenizer, let contextLength, let truncates):
            try tokenizer.tokenize(text, contextLength: contextLength, truncate: truncates)
        case .pieces(let tokenizer): tokenizer.encode(text)
        }
    }
}

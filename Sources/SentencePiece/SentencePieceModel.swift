/// The tables of a SentencePiece tokenizer: pieces with their scores and kinds, and how a text is normalised.
///
/// The schema is `sentencepiece_model.proto` of google/sentencepiece.
public struct SentencePieceModel: Sendable, Equatable {
    /// How a normalised text is cut into pieces.
    public enum Algorithm: Sendable, Equatable {
        /// The most probable sequence of pieces, by Viterbi's algorithm (Kudo 2018).
        case unigram
        /// Pairs of pieces are merged, the pair that makes the piece of the highest score first.
        case bytePair
    }

    /// What a piece is for.
    public enum Kind: UInt8, Sendable, Equatable {
        /// An ordinary piece.
        case normal = 1
        /// What no piece covers.
        case unknown = 2
        /// A mark that no text contains, such as `</s>`.
        case control = 3
        /// A piece that is always taken whole, and that normalisation leaves as it is.
        case userDefined = 4
        /// A piece that is never given out.
        case unused = 5
        /// One byte of a character that no piece covers: `<0x00>` to `<0xFF>`.
        case byte = 6
    }

    /// One piece of the vocabulary; its place in the list is its id.
    public struct Piece: Sendable, Equatable {
        /// UTF-8.
        public let text: String
        /// Logarithm of its probability, or its rank in merging.
        public let score: Float
        /// What it is for.
        public let kind: Kind
    }

    /// How a text is normalised before it is cut.
    public struct Normalization: Sendable, Equatable {
        /// The character map as its file has it, empty where characters stay as they are.
        public var characterMap: [UInt8] = []
        /// Whether a space is put before the text.
        public var addsDummyPrefix = true
        /// Whether spaces at the ends go, and runs of spaces become one.
        public var removesExtraSpaces = true
        /// Whether a space becomes `▁`, U+2581.
        public var escapesSpaces = true
        /// Whether the dummy prefix is put behind the text instead.
        public var treatsSpaceAsSuffix = false
    }

    /// How a text is cut.
    public let algorithm: Algorithm
    /// The vocabulary, in the order of its ids.
    public let pieces: [Piece]
    /// Id of the piece of kind `unknown`.
    public let unknown: Int32
    /// Whether what no piece covers becomes its bytes.
    public let fallsBackToBytes: Bool
    /// How a text is normalised.
    public let normalization: Normalization
}

/// The tables of a SentencePiece tokenizer: pieces with their scores and kinds, and how a text is normalised.
///
/// The schema is `sentencepiece_model.proto` of google/sentencepiece.
package struct SentencePieceModel: Sendable, Equatable {
    /// How a normalised text is cut into pieces.
    package enum Algorithm: Sendable, Equatable {
        /// The most probable sequence of pieces, by Viterbi's algorithm (Kudo 2018).
        case unigram
        /// Pairs of pieces are merged, the pair that makes the piece of the highest score first.
        case bytePair
    }

    /// What a piece is for.
    package enum Kind: UInt8, Sendable, Equatable {
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
    package struct Piece: Sendable, Equatable {
        /// UTF-8.
        package let text: String
        /// Logarithm of its probability, or its rank in merging.
        package let score: Float
        /// What it is for.
        package let kind: Kind
    }

    /// How a text is normalised before it is cut.
    package struct Normalization: Sendable, Equatable {
        /// The character map as its file has it, empty where characters stay as they are.
        package var characterMap: [UInt8] = []
        /// Whether a space is put before the text.
        package var addsDummyPrefix = true
        /// Whether spaces at the ends go, and runs of spaces become one.
        package var removesExtraSpaces = true
        /// Whether a space becomes `▁`, U+2581.
        package var escapesSpaces = true
        /// Whether the dummy prefix is put behind the text instead.
        package var treatsSpaceAsSuffix = false
    }

    /// How a text is cut.
    package let algorithm: Algorithm
    /// The vocabulary, in the order of its ids.
    package let pieces: [Piece]
    /// Id of the piece of kind `unknown`.
    package let unknown: Int32
    /// Whether what no piece covers becomes its bytes.
    package let fallsBackToBytes: Bool
    /// How a text is normalised.
    package let normalization: Normalization
}

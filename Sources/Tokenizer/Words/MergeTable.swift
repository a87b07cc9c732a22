/// The merges of a byte pair encoding, in order of rank, and with them its whole vocabulary.
///
/// Tokens are numbered as in OpenAI's vocabulary: 0 to 255 are bytes, in the order of `ByteTokens`, 256 to 511
/// the same bytes at the end of a word, 512 + i is what merge i makes of its two tokens, and the last two are
/// `<|startoftext|>` and `<|endoftext|>`.
public struct MergeTable: Sendable {
    /// Two tokens that become one.
    public struct Pair: Sendable, Hashable {
        /// The token in front.
        public let left: UInt16
        /// The token behind it.
        public let right: UInt16

        /// A pair of token ids.
        public init(left: UInt16, right: UInt16) {
            self.left = left
            self.right = right
        }

        /// Both ids as one number, which is found faster.
        fileprivate var key: UInt32 { UInt32(left) << 16 | UInt32(right) }
    }

    /// The pairs in order of rank, such as a model file stores them.
    public let pairs: [Pair]
    private let ranks: [UInt32: UInt16]

    /// Tokens that are there before any merge: 256 bytes, twice.
    static let byteTokenCount = 512
    /// As many merges as leave room for the two special tokens among 65,536 ids.
    public static let largestCount = 65536 - byteTokenCount - 2

    /// A table of these merges; of any size up to `largestCount`, also none.
    ///
    /// - Throws: The rank of a merge that names a token which is not there yet, or that is there already.
    public init(pairs: [Pair]) throws(MergeTableError) {
        guard pairs.count <= Self.largestCount else { throw .tooMany(count: pairs.count) }
        var ranks: [UInt32: UInt16] = [:]
        ranks.reserveCapacity(pairs.count)
        for (rank, pair) in pairs.enumerated() {
            let next = Self.byteTokenCount + rank
            for token in [pair.left, pair.right] where token >= next {
                throw .unknownToken(rank: rank, token: token)
            }
            if let first = ranks.updateValue(UInt16(rank), forKey: pair.key) {
                throw .duplicate(rank: rank, first: Int(first))
            }
        }
        self.pairs = pairs
        self.ranks = ranks
    }

    private init(unchecked pairs: [Pair]) {
        self.pairs = pairs
        ranks = Dictionary(uniqueKeysWithValues: zip(pairs.map(\.key), 0...))
    }

    /// CLIP's own 48,894 merges, from OpenAI's `bpe_simple_vocab_16e6.txt.gz`.
    ///
    /// The SHA-256 of that file is 924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a.
    public static let clip = MergeTable(unchecked: embeddedPairs())

    /// Tokens in all.
    public var tokenCount: Int { Self.byteTokenCount + pairs.count + 2 }
    /// Id of `<|startoftext|>`.
    public var startOfText: Int32 { Int32(tokenCount - 2) }
    /// Id of `<|endoftext|>`.
    public var endOfText: Int32 { Int32(tokenCount - 1) }

    /// The rank of a pair, or nil where the two do not merge.
    func rank(of pair: Pair) -> UInt16? { ranks[pair.key] }

    /// The token that the merge of this rank makes.
    func token(ofRank rank: UInt16) -> UInt16 { UInt16(Self.byteTokenCount) + rank }
}

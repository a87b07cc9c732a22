/// Why a list of merges is no vocabulary.
public enum MergeTableError: Error, Sendable, Equatable {
    /// There are more merges than 16-bit token ids allow.
    case tooMany(count: Int)
    /// A merge names a token that neither is a byte nor was made by a merge before it.
    case unknownToken(rank: Int, token: UInt16)
    /// The same two tokens were merged before.
    case duplicate(rank: Int, first: Int)
}

extension MergeTableError: CustomStringConvertible {
    /// One sentence: what was found, and what is allowed.
    public var description: String {
        switch self {
        case .tooMany(let count):
            "\(count) merges are too many (\(MergeTable.largestCount) at most)"
        case .unknownToken(let rank, let token):
            "merge \(rank) names token \(token) (only those below \(MergeTable.byteTokenCount + rank) are there)"
        case .duplicate(let rank, let first):
            "merge \(rank) is the same as merge \(first)"
        }
    }
}

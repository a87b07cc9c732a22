import CMergeTable

extension MergeTable {
    /// The pairs that are compiled into the program.
    static func embeddedPairs() -> [Pair] {
        (0..<clip_merges_count()).map { rank in
            Pair(left: clip_merges_token(2 * rank), right: clip_merges_token(2 * rank + 1))
        }
    }
}

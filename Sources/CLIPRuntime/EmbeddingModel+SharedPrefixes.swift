public import ByteIO
import Engines
import Families
import Kernels
import Layers
import Tensors

// Many texts at once, such as the prompts of a classifier, which begin alike.
extension EmbeddingModel {
    /// Embeds texts, computing what several of them begin with once.
    ///
    /// The same as `embed(tokens:)`: where a token's state depends only on the tokens before it, work is shared.
    ///
    /// - Parameters:
    ///   - tokens: as in `embed(tokens:)`, in any order.
    ///   - progress: called with the number of texts that are done in addition; from several threads.
    /// - Returns, Throws: as `embed(tokens:)`.
    public func embed(
        tokensSharingPrefixes tokens: [[Int32]], progress: @Sendable (Int) -> Void = { _ in }
    ) throws(FileError) -> [[Float]] {
        guard architecture.textInput == .untilLargest else {
            let embeddings = try embed(tokens: tokens)
            progress(tokens.count)
            return embeddings
        }
        let tower = try textTower()
        let texts = try inputs(tokens)
        let order = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
        let sorted = order.map { texts[$0] }
        let results = try encodeInParallel(Self.parts(of: sorted)) { (range) throws(FileError) in
            defer { progress(range.count) }
            return try tower.encode(TokenBatch(sharingPrefixesOf: Array(sorted[range])), on: engine)
        }
        var embeddings = [[Float]](repeating: [], count: texts.count)
        for (index, embedding) in zip(order, try Self.all(results)) { embeddings[index] = embedding }
        return embeddings
    }

    /// Rows that one thread takes through the tower at once: products are efficient, and what flows between layers is
    /// still in the cache.
    private static let rowsAtOnce = 512

    /// Runs of texts in order that take up to so many rows; the first of each run shares nothing.
    private static func parts(of texts: [[Int32]]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, rows) = (0, 0)
        for index in texts.indices {
            let shared = index > start ? TokenBatch.commonPrefix(texts[index - 1], texts[index]) : 0
            let own = texts[index].count - shared
            if index > start, rows + own > rowsAtOnce {
                parts.append(start..<index)
                (start, rows) = (index, texts[index].count)
            } else {
                rows += own
            }
        }
        return start < texts.count ? parts + [start..<texts.count] : parts
    }
}

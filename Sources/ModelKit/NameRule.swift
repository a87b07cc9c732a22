/// What a dialect calls a canonical tensor, or a part of it.
///
/// `*` stands for the number of a block in both names.
package struct NameRule: Sendable, Hashable {
    /// The dialect's name.
    package let source: String
    /// OpenAI's name.
    package let canonical: String
    /// Which part it is of a tensor that the dialect keeps in pieces; they lie one after the other along the
    /// first dimension.
    package let part: Int
    /// How many pieces there are.
    package let partCount: Int
    /// Whether the dialect keeps the matrix with rows and columns exchanged.
    package let isTransposed: Bool
    /// Which of the dialect's rows it is, where the dialect keeps several tensors in one.
    package let rows: RowShare?
    /// Dimensions of 1 in front of the canonical shape that the dialect does not have.
    package let leadingOnes: Int

    package init(
        _ source: String, _ canonical: String, part: Int = 0, of partCount: Int = 1,
        isTransposed: Bool = false, rows: RowShare? = nil, leadingOnes: Int = 0
    ) {
        self.source = source
        self.canonical = canonical
        self.part = part
        self.partCount = partCount
        self.isTransposed = isTransposed
        self.rows = rows
        self.leadingOnes = leadingOnes
    }
}

/// Some of several equal shares of a tensor along its first dimension.
package struct RowShare: Sendable, Hashable {
    /// Which of the shares.
    package let shares: Range<Int>
    /// How many there are.
    package let count: Int

    /// Some of so many shares.
    package init(_ shares: Range<Int>, of count: Int) {
        self.shares = shares
        self.count = count
    }

    /// The rows of a tensor that has so many; nil where they are no multiple of the count.
    package func rows(of total: Int) -> Range<Int>? {
        guard total.isMultiple(of: count) else { return nil }
        let share = total / count
        return shares.lowerBound * share..<shares.upperBound * share
    }
}

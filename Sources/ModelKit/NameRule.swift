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

    package init(
        _ source: String, _ canonical: String, part: Int = 0, of partCount: Int = 1,
        isTransposed: Bool = false
    ) {
        self.source = source
        self.canonical = canonical
        self.part = part
        self.partCount = partCount
        self.isTransposed = isTransposed
    }
}

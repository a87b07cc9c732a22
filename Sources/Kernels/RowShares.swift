/// Rows cut into runs that threads take one after another.
struct RowShares: Sendable {
    let rows: Int
    let rowsInShare: Int

    /// Some shares for each thread, so that one which is held up does not hold up all, of not too few rows.
    init(rows: Int, threads: Int) {
        self.rows = rows
        rowsInShare = threads == 1 ? max(rows, 1) : max(16, (rows + 4 * threads - 1) / (4 * threads))
    }

    var count: Int { (rows + rowsInShare - 1) / rowsInShare }

    subscript(share: Int) -> Range<Int> {
        share * rowsInShare..<min(rows, (share + 1) * rowsInShare)
    }
}

/// How much work the repairs that repeat themselves may still do on a text.
///
/// ftfy repeats until nothing changes, which takes quadratic time on texts made for it, such as `Ã` before a
/// hundred thousand times U+0083. Here such a text stays as it is when the budget is used up. Every text
/// shorter than 4,000 code points can change with each of them in turn before that.
struct RepairBudget {
    private var codePoints: Int

    /// A budget of passes over so many code points in all.
    init(codePoints: Int = TokenizerLimits.repairedCodePoints) {
        self.codePoints = codePoints
    }

    /// Takes one pass over so many code points from the budget, or says that it is used up.
    mutating func take(_ count: Int) -> Bool {
        codePoints -= count + 1
        return codePoints >= 0
    }
}

/// How many pictures of each label were taken for each.
public struct ConfusionMatrix: Sendable {
    /// Labels on each side.
    public let labelCount: Int
    /// Counts that are not zero: those of the true label's row, by what the pictures were taken for.
    private var rows: [[Int: Int]]

    init(labelCount: Int) {
        self.labelCount = labelCount
        rows = [[Int: Int]](repeating: [:], count: labelCount)
    }

    mutating func add(true label: Int, taken other: Int) {
        rows[label][other, default: 0] += 1
    }

    /// Pictures that show one label and were taken for another, or for it.
    public subscript(true label: Int, taken other: Int) -> Int { rows[label][other] ?? 0 }

    /// Pictures of a label.
    func total(of label: Int) -> Int { rows[label].values.reduce(0, +) }

    /// What the pictures of a label were taken for, in the labels' order, with how many.
    func row(_ label: Int) -> [(taken: Int, count: Int)] {
        rows[label].sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

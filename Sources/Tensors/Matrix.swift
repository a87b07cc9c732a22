/// Numbers in rows: what flows through a tower, one row a token or a pixel.
///
/// Row-major float32, without gaps.
public struct Matrix: Sendable, Equatable {
    /// How many rows.
    public let rows: Int
    /// Numbers in each row.
    public let columns: Int
    /// The numbers, `rows * columns` of them, one row after the other; always as many.
    public var elements: [Float]

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative size")
        self.rows = rows
        self.columns = columns
        elements = [Float](repeating: 0, count: rows * columns)
    }

    /// A matrix of given numbers.
    public init(rows: Int, columns: Int, _ elements: [Float]) {
        precondition(elements.count == rows * columns, "\(rows) x \(columns) numbers are needed")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// The numbers of a row.
    public subscript(row row: Int) -> ArraySlice<Float> {
        elements[row * columns..<(row + 1) * columns]
    }

    /// Some rows, in the order asked for.
    public func rows(_ indices: [Int]) -> Matrix {
        Matrix(rows: indices.count, columns: columns, indices.flatMap { self[row: $0] })
    }
}

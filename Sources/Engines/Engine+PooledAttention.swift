import Glibc
package import Tensors

extension Engine {
    /// Attention of one query a sequence to all tokens of it, as poolings have it: softmax(q kᵀ / √d) v with d numbers in
    /// each of several heads.
    ///
    /// Plain on every engine: beside the products that make keys and values it is 0.1 % of a pooling.
    ///
    /// - Parameters:
    ///   - queries: `[sequences, width]`.
    ///   - keys: `[rows, width]`, and so are the values.
    /// - Returns: `[sequences, width]`.
    package func attend(
        _ queries: Matrix, to keys: Matrix, _ values: Matrix, heads: Int, _ sequences: Sequences
    ) -> Matrix {
        attend(queries, Columns(of: keys, from: 0), Columns(of: values, from: 0), heads: heads, sequences)
    }

    /// The same where keys and values lie beside one another, `[rows, 2 width]`.
    package func attend(
        _ queries: Matrix, toKeysValues keysValues: Matrix, heads: Int, _ sequences: Sequences
    ) -> Matrix {
        attend(
            queries, Columns(of: keysValues, from: 0), Columns(of: keysValues, from: queries.columns),
            heads: heads, sequences)
    }

    private func attend(
        _ queries: Matrix, _ keys: Columns, _ values: Columns, heads: Int, _ sequences: Sequences
    ) -> Matrix {
        let (width, size) = (queries.columns, queries.columns / heads)
        let scale = 1 / Float(size).squareRoot()
        var result = Matrix(rows: queries.rows, columns: width)
        for (sequence, head) in (0..<sequences.count * heads).map({ ($0 / heads, $0 % heads) }) {
            let tokens = sequences[sequence]
            let columns = head * size..<(head + 1) * size
            var scores = tokens.map { token in
                columns.reduce(Float(0)) { sum, column in
                    sum + queries.elements[sequence * width + column] * keys[token, column]
                } * scale
            }
            let largest = scores.max() ?? 0
            for index in scores.indices { scores[index] = expf(scores[index] - largest) }
            let total = scores.reduce(0, +)
            for (token, score) in zip(tokens, scores) {
                for column in columns {
                    result.elements[sequence * width + column] += score / total * values[token, column]
                }
            }
        }
        return result
    }
}

/// The columns of a matrix from one on.
private struct Columns {
    private let matrix: Matrix
    private let first: Int

    init(of matrix: Matrix, from first: Int) {
        self.matrix = matrix
        self.first = first
    }

    subscript(row: Int, column: Int) -> Float { matrix.elements[row * matrix.columns + first + column] }
}

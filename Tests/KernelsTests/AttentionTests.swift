import CKernels
import Kernels
import Tensors
import Testing

/// Attention, which works in blocks of queries, against the plainest statement of it, which has all scores at once.
@Suite struct AttentionTests {
    /// Lengths around the edges of blocks, tiles and vectors.
    static let lengths =
        [
            [1], [5, 1, 12], [31], [32], [33], [50, 50], [63], [64], [65], [77], [127, 2], [129], [257],
            [511],
        ]

    @Test(arguments: lengths, [true, false])
    func blocksAreTheWhole(_ lengths: [Int], _ isCausal: Bool) {
        let sequences = Sequences(lengths: lengths)
        let (heads, size) = (2, 20)
        let input = LayerTests.matrix(sequences.rows, 3 * heads * size, seed: 5)
        let expected = Self.attention(input, heads, size, sequences, isCausal)
        for instructions in InstructionSet.available {
            var result = Matrix(rows: sequences.rows, columns: heads * size)
            let isDone = attend(
                input, heads: heads, sequences: sequences, isCausal: isCausal, into: &result, threads: 2,
                using: instructions)
            #expect(isDone && LayerTests.distance(result, expected) < 2e-6, "\(instructions)")
        }
    }

    /// Scores from those that vanish to those that leave nothing else, and some that are infinitely low.
    @Test(arguments: [1, 33, 65, 130], [true, false])
    func extremeScoresAreThoseOfTheWhole(_ length: Int, _ isCausal: Bool) {
        let (size, sequences) = (4, Sequences(lengths: [length]))
        for scale: Float in [0, 1e-30, 100, 1e12] {
            let input = Self.extreme(rows: length, size: size, scale: scale)
            let expected = Self.attention(input, 1, size, sequences, isCausal)
            #expect(expected.elements.allSatisfy { $0.isFinite })
            for instructions in InstructionSet.available {
                var result = Matrix(rows: length, columns: size)
                let isDone = attend(
                    input, heads: 1, sequences: sequences, isCausal: isCausal, into: &result, threads: 1,
                    using: instructions)
                #expect(isDone && LayerTests.distance(result, expected) < 2e-6, "\(instructions), \(scale)")
            }
        }
    }

    /// Queries, keys and values whose scores are `scale` times small whole numbers, and minus infinity for every third key.
    static func extreme(rows: Int, size: Int, scale: Float) -> Matrix {
        var input = LayerTests.matrix(rows, 3 * size, seed: 5)
        for row in 0..<rows {
            for index in 0..<size {
                input.elements[row * 3 * size + index] = 4
                let key: Float = row % 3 == 2 ? -.greatestFiniteMagnitude : Float(row % 7) * scale
                input.elements[(row * 3 + 1) * size + index] = key
            }
        }
        return input
    }

    /// Of sequences that begin alike, each row has the result that it has where every sequence is written out.
    @Test(arguments: InstructionSet.available)
    func attentionAlongPathsIsThatWithinWholeSequences(_ instructions: InstructionSet) {
        let (heads, size) = (3, 20)
        let sequences = Sequences(lengths: [5, 2, 0, 30, 1, 4], shared: [0, 3, 5, 1, 31, 0])
        #expect(sequences.longest == 32)
        let input = LayerTests.matrix(sequences.rows, 3 * heads * size, seed: 5)
        var result = Matrix(rows: sequences.rows, columns: heads * size)
        attendAlongPaths(input, heads: heads, sequences: sequences, into: &result, using: instructions)
        var path: [Int] = []
        for index in sequences.indices {
            let own = sequences[index]
            path = Array(path.prefix(sequences.shared[index])) + own
            let whole = Self.attention(
                input.rows(path), heads, size, Sequences(lengths: [path.count]), true)
            let expected = whole.rows(Array(sequences.shared[index]..<path.count))
            #expect(own.isEmpty || LayerTests.distance(result.rows(Array(own)), expected) < 2e-6)
        }
    }

    /// Bytes that a thread asks for beside its arguments: at most 2.2 times as many for twice the tokens.
    @Test(arguments: [16, 64, 104], [64, 197, 577, 1024, 65_537])
    func memoryGrowsWithTheTokens(_ size: Int, _ tokens: Int) {
        for count in [tokens, 2 * tokens] {
            let bytes = (
                clip_attention_scratch(count, count, size), clip_attention_scratch(2 * count, 2 * count, size)
            )
            #expect(Double(bytes.1) <= 2.2 * Double(bytes.0))
            let packed = (
                clip_packed_attention_scratch(count, size), clip_packed_attention_scratch(2 * count, size)
            )
            #expect(Double(packed.1) <= 2.2 * Double(packed.0))
        }
    }

    static func attention(
        _ input: Matrix, _ heads: Int, _ size: Int, _ sequences: Sequences, _ isCausal: Bool
    ) -> Matrix {
        let width = heads * size
        var result = Matrix(rows: input.rows, columns: width)
        for sequence in 0..<sequences.count {
            for (head, row) in sequences[sequence].flatMap({ row in (0..<heads).map { ($0, row) } }) {
                let query = input[row: row].dropFirst(head * size).prefix(size)
                let others =
                    isCausal
                    ? sequences[sequence].lowerBound...row
                    : sequences[sequence].lowerBound...sequences[sequence].upperBound - 1
                var scores = Matrix(
                    rows: 1, columns: others.count,
                    others.map { other in
                        let key = input[row: other].dropFirst(width + head * size).prefix(size)
                        return zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / Float(size).squareRoot()
                    })
                var span = scores.elements.mutableSpan
                softmaxPlainly(&span, 0..<others.count, visible: others.count)
                for (score, other) in zip(scores.elements, others) {
                    for index in 0..<size {
                        result.elements[row * width + head * size + index] +=
                            score * input.elements[other * 3 * width + 2 * width + head * size + index]
                    }
                }
            }
        }
        return result
    }
}

/// The largest difference between two embeddings, number by number; infinite where their lengths differ.
///
/// The same input at two places of a batch has the same embedding to rounding only: without AVX-512, oneDNN sums a row of
/// a product in an order that depends on where the row stands.
func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs($0 - $1) }.max() ?? 0
}

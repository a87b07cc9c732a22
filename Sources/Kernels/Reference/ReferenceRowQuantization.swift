/// The plain twin of `quantizeRows` on one row of finite numbers.
package func referenceQuantization(ofRow row: [Float]) -> (integers: [Int8], scale: Float) {
    let largest = row.map(\.magnitude).max() ?? 0
    let quotient = largest / 127
    let scale = quotient < .leastNormalMagnitude ? 1 : quotient
    let integers = row.map { Int8(max(-127, min(127, ($0 / scale).rounded(.toNearestOrEven)))) }
    return (integers, scale)
}

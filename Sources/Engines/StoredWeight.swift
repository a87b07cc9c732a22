package import Kernels

/// The numbers of a weight as they are stored, first dimension outermost.
package enum StoredWeight: Sendable {
    /// Floating-point numbers.
    case floats([Float])
    /// The same as they lie in the file: an engine that puts them into another order makes float32 of few at a time.
    case encoded(EncodedFloats)
    /// 8-bit integers, one byte each in two's complement, and a scale for each index of the first dimension.
    case integers([UInt8], scales: [Float])
}

extension StoredWeight {
    /// The numbers themselves.
    package var floats: [Float] {
        switch self {
        case .floats(let floats): return floats
        case .encoded(let encoded): return encoded.floats
        case .integers(let integers, let scales):
            let rowLength = integers.count / max(scales.count, 1)
            var floats = [Float](repeating: 0, count: integers.count)
            for (row, scale) in scales.enumerated() {
                for index in row * rowLength..<(row + 1) * rowLength {
                    floats[index] = Float(Int8(bitPattern: integers[index])) * scale
                }
            }
            return floats
        }
    }

    /// The same with each index of the first dimension multiplied by a factor of its own.
    package func scaled(by factors: [Float]) -> StoredWeight {
        switch self {
        case .integers(let integers, let scales):
            return .integers(integers, scales: zip(scales, factors).map { $0 * $1 })
        case .floats, .encoded:
            var floats = floats
            let rowLength = floats.count / max(factors.count, 1)
            for (row, factor) in factors.enumerated() {
                for index in row * rowLength..<(row + 1) * rowLength { floats[index] *= factor }
            }
            return .floats(floats)
        }
    }

    /// Several weights below one another; as integers only if all of them are.
    package static func concatenation(of weights: [StoredWeight]) -> StoredWeight {
        var (integers, scales): ([UInt8], [Float]) = ([], [])
        for weight in weights {
            guard case .integers(let more, let moreScales) = weight else {
                return .floats(weights.flatMap(\.floats))
            }
            integers += more
            scales += moreScales
        }
        return .integers(integers, scales: scales)
    }
}

public import ByteIO
public import Kernels

/// Where the weights of a model are read from, by their canonical names.
///
/// A `.clipw` file is one; so is a checkpoint that is being converted, whose golden embeddings are computed
/// before there is a file.
public protocol WeightSource: Sendable {
    /// All of a weight.
    ///
    /// - Throws: `malformed` if there is none of this name; what reading throws.
    func weight(_ name: String) throws(FileError) -> StoredWeight

    /// One row of a weight with two dimensions, such as the embedding of one token.
    func row(_ index: Int, of name: String) throws(FileError) -> [Float]

    /// - Throws: `changed` if the files have been written to since they were opened, so that what was read since is not
    ///   what was checked then.
    func requireSameContent() throws(FileError)
}

/// The numbers of a weight as they are stored, first dimension outermost.
public enum StoredWeight: Sendable {
    /// Floating-point numbers.
    case floats([Float])
    /// The same as they lie in the file: an engine that puts them into another order makes float32 of few at a time.
    case encoded(EncodedFloats)
    /// 8-bit integers, one byte each in two's complement, and a scale for each index of the first dimension.
    case integers([UInt8], scales: [Float])
}

extension StoredWeight {
    /// The numbers themselves.
    var floats: [Float] {
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
    func scaled(by factors: [Float]) -> StoredWeight {
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
    static func concatenation(of weights: [StoredWeight]) -> StoredWeight {
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

extension WeightSource {
    /// The numbers of a weight, however it is stored.
    package func floats(_ name: String) throws(FileError) -> [Float] { try weight(name).floats }
}

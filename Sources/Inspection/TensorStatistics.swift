import ByteIO
import Checkpoints
import Kernels
import StrictJSON
import Tensors

/// Numbers about a tensor's elements; of types that are not floating-point there are none.
package struct TensorStatistics: Sendable {
    /// The smallest finite element.
    package private(set) var minimum = Double.infinity
    /// The largest finite element.
    package private(set) var maximum = -Double.infinity
    /// How many elements are infinite or no number.
    package private(set) var nonFiniteCount = 0
    private var count = 0
    private var sum = 0.0
    private var squares = 0.0

    /// Mean of the finite elements.
    package var mean: Double { count == 0 ? 0 : sum / Double(count) }
    /// Standard deviation of the finite elements.
    package var standardDeviation: Double {
        count == 0 ? 0 : max(0, squares / Double(count) - mean * mean).squareRoot()
    }

    init?(of tensor: StoredTensor, in checkpoint: Checkpoint, progress: (Int) -> Void) throws(FileError) {
        let type = tensor.descriptor.elementType
        guard type.isFloatingPoint else { return nil }
        let stream = try checkpoint.stream(tensor)
        var buffer: [UInt8] = []
        var remaining = tensor.byteCount
        while remaining > 0 {
            let piece = min(remaining, 1 << 20)
            try stream.read(piece, into: &buffer)
            for element in decodeFloats(buffer.span.extracting(first: piece), of: type) ?? [] {
                add(Double(element))
            }
            remaining -= piece
            progress(piece)
        }
    }

    private mutating func add(_ element: Double) {
        guard element.isFinite else {
            nonFiniteCount += 1
            return
        }
        minimum = min(minimum, element)
        maximum = max(maximum, element)
        count += 1
        sum += element
        squares += element * element
    }

    var json: JSONValue {
        [
            "minimum": .number(minimum), "maximum": .number(maximum), "mean": .number(mean),
            "standard_deviation": .number(standardDeviation), "non_finite": .integer(nonFiniteCount),
        ]
    }
}

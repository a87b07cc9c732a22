import Kernels
import Quantization
import Tensors
import Testing

struct SymmetricInt8Tests {
    private let weight = TensorDescriptor(
        name: "visual.conv1.weight", elementType: .float16, shape: [4, 3, 2, 2])

    @Test func aWeightBecomesIntegersAndAScaleForEachOutputChannel() throws {
        let scheme = try #require(SymmetricInt8(weight))
        #expect(
            scheme.integers
                == TensorDescriptor(name: "visual.conv1.weight", elementType: .int8, shape: [4, 3, 2, 2]))
        #expect(
            scheme.scales
                == TensorDescriptor(name: "visual.conv1.weight.scale", elementType: .float32, shape: [4]))
        #expect(scheme.channelLength == 12)
    }

    @Test func aScalarAndAnEmptyTensorHaveNoChannels() {
        for shape: Shape in [[], [0], [3, 0], [0, 3]] {
            let tensor = TensorDescriptor(name: "a", elementType: .float32, shape: shape)
            #expect(SymmetricInt8(tensor) == nil)
        }
    }

    @Test func weightsComeBackWithinHalfAScale() throws {
        let scheme = try #require(SymmetricInt8(weight))
        // Four channels of very different sizes.
        let weights = (0..<48).map { Float(($0 * 37) % 48 - 20) * [1, 1e-3, 40, 1e6][$0 / 12] }
        let source = weights.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        }
        var integers: [UInt8] = []
        var scales: [UInt8] = []
        // In two parts, as a stream brings them.
        let half = source.count / 2
        let first = try scheme.quantize(
            source.span.extracting(..<half), into: &integers, appendingScalesTo: &scales)
        #expect(first == 24)
        var rest: [UInt8] = []
        try scheme.quantize(source.span.extracting(half...), into: &rest, appendingScalesTo: &scales)
        let restored = scheme.dequantize((integers + rest).span, scales: scales.span)
        #expect(restored.count == 48)
        for (index, pair) in zip(weights, restored).enumerated() {
            let largest = weights[index / 12 * 12..<index / 12 * 12 + 12].map(\.magnitude).max() ?? 0
            #expect((pair.0 - pair.1).magnitude <= largest / 254 * 1.000001)
        }
    }

    @Test func aRestoredWeightIsItsIntegerTimesItsScale() throws {
        let tensor = TensorDescriptor(name: "a", elementType: .float32, shape: [2, 2])
        let scheme = try #require(SymmetricInt8(tensor))
        // 0.5 and 2 as a file has them.
        let scales: [UInt8] = [0, 0, 0, 0x3F, 0, 0, 0, 0x40]
        #expect(scheme.dequantize([127, 0x81, 3, 0].span, scales: scales.span) == [63.5, -63.5, 6, 0])
    }

    @Test func nanIsRefused() throws {
        let tensor = TensorDescriptor(name: "a", elementType: .float32, shape: [2, 1])
        let scheme = try #require(SymmetricInt8(tensor))
        var (integers, scales): ([UInt8], [UInt8]) = ([], [])
        let source: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0xC0, 0x7F]
        let error = #expect(throws: NonFiniteElement.self) {
            try scheme.quantize(source.span, into: &integers, appendingScalesTo: &scales)
        }
        #expect(error?.row == 1)
    }
}

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
        let quantized = quantizeRows(weights.span, rowLength: scheme.channelLength)
        let (integers, scales) = try #require(quantized)
        try #require(integers.count == 48 && scales.count == 4)
        for (index, weight) in weights.enumerated() {
            let restored = Float(Int8(bitPattern: integers[index])) * scales[index / 12]
            let largest = weights[index / 12 * 12..<index / 12 * 12 + 12].map(\.magnitude).max() ?? 0
            #expect((weight - restored).magnitude <= largest / 254 * 1.000001)
        }
    }
}

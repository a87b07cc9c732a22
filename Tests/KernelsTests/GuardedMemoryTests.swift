import Kernels
import Tensors
import Testing

/// No kernel reads a byte behind its input, at any length and on any instruction set.
@Suite struct GuardedMemoryTests {
    private static let lengths = Array(1...70)

    @Test(arguments: InstructionSet.available) func rowsAreQuantisedToTheirEnds(
        _ instructions: InstructionSet
    ) throws {
        for length in Self.lengths {
            let bytes = try #require(GuardedBytes(fileBytes((0..<2 * length).map(Float.init))))
            var (integers, scales): ([UInt8], [UInt8]) = ([], [])
            try bytes.withSpan { span in
                try quantizeRows(
                    span, rowLength: length, into: &integers, appendingScalesTo: &scales,
                    using: instructions)
            }
            #expect(integers.count == 2 * length && integers.last == 127)
        }
    }

    @Test(arguments: InstructionSet.available, Pair.all) func numbersAreConvertedToTheirEnds(
        _ instructions: InstructionSet, _ pair: Pair
    ) throws {
        let conversion = try pair.conversion()
        for length in Self.lengths {
            let samples = Samples.bytes(of: pair.source).suffix(length * pair.source.byteCount)
            let bytes = try #require(GuardedBytes(Array(samples)))
            var result: [UInt8] = []
            let count = bytes.withSpan { conversion.convert($0, into: &result, using: instructions) }
            #expect(count == length * pair.target.byteCount)
        }
    }

    @Test(arguments: [ElementType.float16, .bfloat16, .float32, .float64])
    func numbersAreLookedAtToTheirEnds(_ type: ElementType) throws {
        for length in Self.lengths {
            let bytes = try #require(GuardedBytes([UInt8](repeating: 0, count: length * type.byteCount)))
            var numbers = NonFiniteNumbers()
            bytes.withSpan { numbers.add($0, of: type) }
            #expect(numbers.total == length && numbers.count == 0)
        }
    }
}

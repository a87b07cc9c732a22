import Kernels
import Tensors
import Testing

/// Counting numbers that are not finite against the plain twin, which looks at the bits of one after another.
@Suite struct NonFiniteNumbersTests {
    private static let types: [ElementType] = [.float64, .float32, .float16, .bfloat16]

    private func count(_ bits: [UInt64], _ type: ElementType, pieces: Int = 1) -> NonFiniteNumbers {
        var numbers = NonFiniteNumbers()
        let size = (bits.count + pieces - 1) / pieces
        for start in stride(from: 0, to: bits.count, by: size) {
            // Off its alignment by a byte, as a file may have it.
            let bytes = [0] + fileBytes(Array(bits[start..<min(bits.count, start + size)]), of: type)
            numbers.add(bytes.span.extracting(1..<bytes.count), of: type)
        }
        return numbers
    }

    @Test(arguments: types) func countsAreThoseOfThePlainTwin(_ type: ElementType) {
        let bits = type.byteCount == 2 ? Array(0...0xFFFF) : Samples.bits(of: type)
        let expected = bits.indices.filter { !type.format.isFinite(bits[$0]) }
        #expect(!expected.isEmpty)
        for pieces in [1, 3, 100] {
            let numbers = count(bits, type, pieces: pieces)
            #expect(numbers.total == bits.count)
            #expect(numbers.count == expected.count)
            #expect(numbers.first?.index == expected.first)
        }
    }

    /// The lanes are as narrow as the numbers: they must not run over.
    @Test(arguments: types) func aHundredThousandAreCounted(_ type: ElementType) {
        let infinity = type.format.bits(nearest: -.infinity)
        let numbers = count([0, 0, 0] + [UInt64](repeating: infinity, count: 100_000), type)
        #expect(numbers.count == 100_000)
        #expect(numbers.first?.index == 3 && numbers.first?.value == -.infinity)
        #expect("\(numbers)" == "element 3 is -inf, 100000 of 100003 are not finite")
    }

    @Test(arguments: types) func theFirstIsFoundWhereverItIs(_ type: ElementType) {
        let nan = type.format.infinity | 1
        for position in 0..<65 {
            var bits = [UInt64](repeating: 0, count: 65)
            bits[position] = nan
            #expect(count(bits, type).first?.index == position)
            #expect("\(count(bits, type))" == "element \(position) is nan, 1 of 65 are not finite")
        }
    }

    /// A number that float32 does not have is finite all the same.
    @Test func float64BeyondFloat32IsFinite() {
        let numbers = count([(1e300).bitPattern, Double.nan.bitPattern], .float64)
        #expect(numbers.count == 1 && numbers.first?.index == 1)
    }

    @Test func integersAreFinite() {
        var numbers = NonFiniteNumbers()
        numbers.add([UInt8](repeating: 0xFF, count: 100).span, of: .int8)
        #expect(numbers.count == 0 && numbers.total == 100 && "\(numbers)" == "all 100 are finite")
    }
}

import Kernels
import Tensors
import Testing

struct ElementConversionTests {
    @Test(arguments: Pair.all)
    func portableKernelsAgreeWithThePlainTwin(pair: Pair) throws {
        let inputs = Samples.bits(of: pair.source)
        var result: [UInt8] = []
        try pair.conversion().convert(
            Samples.bytes(of: pair.source).span, into: &result, using: InstructionSet.available[0])
        let expected = inputs.map {
            referenceConversion(of: $0, from: pair.source.format, to: pair.target.format)
        }
        #expect(firstDifference(elementBits(result, of: pair.target), expected, from: inputs) == nil)
    }

    @Test(arguments: InstructionSet.available, Pair.all)
    func everyInstructionSetGivesTheSameBits(instructions: InstructionSet, pair: Pair) throws {
        let bytes = Samples.bytes(of: pair.source)
        var result: [UInt8] = []
        var portable: [UInt8] = []
        try pair.conversion().convert(bytes.span, into: &result, using: instructions)
        try pair.conversion().convert(bytes.span, into: &portable, using: InstructionSet.available[0])
        let isSame = result == portable
        #expect(isSame)
    }

    @Test(arguments: InstructionSet.available, Pair.all)
    func anyNumberOfElementsAtAnyAddressLeavesTheRestOfTheBufferAlone(
        instructions: InstructionSet, pair: Pair
    ) throws {
        let conversion = try pair.conversion()
        let bytes = [0] + Samples.bytes(of: pair.source).suffix(70 * pair.source.byteCount)
        var expected: [UInt8] = []
        conversion.convert(
            bytes.span.extracting(droppingFirst: 1), into: &expected, using: InstructionSet.available[0])
        for count in 0...70 {
            var result = [UInt8](repeating: 0xA5, count: expected.count + 1)
            let source = bytes.span.extracting(1..<1 + count * pair.source.byteCount)
            let byteCount = conversion.convert(source, into: &result, using: instructions)
            #expect(byteCount == conversion.targetByteCount(ofSource: source.count))
            #expect(result[..<byteCount] == expected[..<byteCount])
            #expect(result[byteCount...].allSatisfy { $0 == 0xA5 })
        }
    }

    @Test(arguments: ElementType.allCases)
    func everyTypeConvertsToItselfByCopying(type: ElementType) throws {
        let bytes = (0..<UInt8(type.byteCount) * 9).map { 255 - $0 }
        var result: [UInt8] = []
        try Pair(source: type, target: type).conversion().convert(bytes.span, into: &result)
        #expect(result == bytes)
    }

    @Test func integersDoNotConvertToOtherTypes() {
        #expect(ElementConversion(from: .int64, to: .float32) == nil)
        #expect(ElementConversion(from: .float32, to: .int8) == nil)
        #expect(ElementConversion(from: .int32, to: .uint32) == nil)
    }

    @Test func aShortBufferGrowsAndALongOneKeepsItsLength() throws {
        let conversion = try Pair(source: .float16, target: .float32).conversion()
        var result: [UInt8] = [9]
        #expect(conversion.convert([0x00, 0x3C, 0x00, 0xC0].span, into: &result) == 8)
        #expect(result == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
        #expect(conversion.convert([0x00, 0x38].span, into: &result) == 4)
        #expect(result == [0, 0, 0, 0x3F, 0, 0, 0, 0xC0])
    }

    @Test(arguments: InstructionSet.available, [ElementType.float16, .bfloat16])
    func float64RoundsTwiceOnItsWayTo16Bits(instructions: InstructionSet, target: ElementType) throws {
        // A little above half way between 1 and the next number: once in float32, it is just half way.
        let fractionBits = target == .float16 ? 10 : 7
        let number = 1 + Double(sign: .plus, exponent: -fractionBits - 1, significand: 1) + 0x1p-40
        var result: [UInt8] = []
        try Pair(source: .float64, target: target).conversion().convert(
            fileBytes([number.bitPattern], of: .float64).span, into: &result, using: instructions)
        #expect(elementBits(result, of: target) == [target == .float16 ? 0x3C00 : 0x3F80])
    }

    @Test(arguments: InstructionSet.available)
    func nanBecomesTheNaNThatTheRulesName(instructions: InstructionSet) throws {
        // Source and its bits, target and its bits: what PyTorch gives on a machine with F16C.
        let rules: [(ElementType, UInt64, ElementType, UInt64)] = [
            (.float32, 0x7F80_0001, .float16, 0x7E00), (.float32, 0xFFD5_5555, .float16, 0xFEAA),
            (.float32, 0x7FA0_0000, .float16, 0x7F00), (.float32, 0xFFFF_FFFF, .bfloat16, 0x7FC0),
            (.float16, 0xFC01, .float32, 0xFFC0_2000), (.float16, 0xFC01, .bfloat16, 0x7FC0),
            (.bfloat16, 0xFF81, .float32, 0xFF81_0000), (.bfloat16, 0xFF81, .float16, 0xFE08),
            (.float64, 0xFFF0_0000_0000_0001, .float32, 0xFFC0_0000),
            (.float64, 0x7FFA_AAAA_AAAA_AAAA, .float16, 0x7EAA),
            (.float32, 0xFF80_0001, .float64, 0xFFF8_0000_2000_0000),
            (.bfloat16, 0x7F81, .float64, 0x7FF8_2000_0000_0000),
        ]
        for (source, bits, target, expected) in rules {
            var result: [UInt8] = []
            // Many, so that the wide kernels do not leave them to the portable ones.
            try Pair(source: source, target: target).conversion().convert(
                fileBytes(Array(repeating: bits, count: 33), of: source).span, into: &result,
                using: instructions)
            #expect(elementBits(result, of: target) == Array(repeating: expected, count: 33))
        }
    }

    @Test(arguments: [ElementType.float64, .float32, .float16, .bfloat16])
    func decodingGivesTheNumbers(type: ElementType) {
        let numbers: [Float] = [0, 1, -2, 0.5, 65280, -0.03125]
        let bytes = fileBytes(numbers.map { type.format.bits(nearest: Double($0)) }, of: type)
        #expect(decodeFloats(bytes.span, of: type) == numbers)
    }

    @Test func integersDoNotDecode() {
        #expect(decodeFloats([1, 2].span, of: .int8) == nil)
    }
}

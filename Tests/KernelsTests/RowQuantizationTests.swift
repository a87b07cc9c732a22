import Kernels
import Tensors
import TestSupport
import Testing

struct RowQuantizationTests {
    /// The integers and scales of rows, decoded.
    private func quantized(
        _ elements: [Float], rowLength: Int, using instructions: InstructionSet
    ) throws(NonFiniteElement) -> (integers: [Int8], scales: [Float]) {
        var integers: [UInt8] = []
        var scales: [UInt8] = []
        // One byte off any alignment.
        let bytes = [0] + fileBytes(elements)
        try quantizeRows(
            bytes.span.extracting(droppingFirst: 1), rowLength: rowLength, into: &integers,
            appendingScalesTo: &scales, using: instructions)
        return (integers.map(Int8.init(bitPattern:)), decodeFloats(scales.span, of: .float32) ?? [])
    }

    @Test(arguments: InstructionSet.available, Array(1...70) + [768, 3072])
    func rowsAgreeWithThePlainTwin(instructions: InstructionSet, rowLength: Int) throws {
        var random = SeededGenerator(seed: UInt64(rowLength))
        let rows = (0..<8).map { _ in
            let exponent = Int.random(in: -140...126, using: &random)
            let magnitude = Float(sign: .plus, exponent: exponent, significand: 1)
            return (0..<rowLength).map { _ in Float.random(in: -1...1, using: &random) * magnitude }
        }
        let result = try quantized(rows.flatMap(\.self), rowLength: rowLength, using: instructions)
        let expected = rows.map(referenceQuantization(ofRow:))
        #expect(result.integers == expected.flatMap(\.integers))
        #expect(result.scales == expected.map(\.scale))
    }

    @Test(arguments: InstructionSet.available)
    func halvesRoundToEven(instructions: InstructionSet) throws {
        // The largest is 127, and so the scale 1.
        let halves = (-127..<127).map { Float($0) + 0.5 }
        let result = try quantized(halves + [127], rowLength: 255, using: instructions)
        #expect(result.scales == [1])
        #expect(result.integers.allSatisfy { $0.isMultiple(of: 2) || $0 == 127 })
        #expect(result.integers.prefix(3) == [-126, -126, -124])
    }

    @Test(arguments: InstructionSet.available)
    func theQuotientIsThatOfADivision(instructions: InstructionSet) throws {
        // 39.5 scales; multiplied by the rounded 1 / scale instead, it would be 39.499996.
        let row: [Float] = [0x1.dad32cp-2, 0x1.275d0ep-3]
        let result = try quantized(
            Array(repeating: row, count: 16).flatMap(\.self), rowLength: 32, using: instructions)
        #expect(result.integers == Array(repeating: [127, 40], count: 16).flatMap(\.self))
    }

    @Test(arguments: InstructionSet.available)
    func aRowOfZerosHasScaleOne(instructions: InstructionSet) throws {
        let result = try quantized([0, -0, 0], rowLength: 3, using: instructions)
        #expect(result.integers == [0, 0, 0])
        #expect(result.scales == [1])
    }

    @Test(arguments: InstructionSet.available)
    func aScaleIsNeverSubnormal(instructions: InstructionSet) throws {
        let smallest = 127 * Float.leastNormalMagnitude
        let rows = [smallest, smallest.nextDown, -Float.leastNonzeroMagnitude]
        let result = try quantized(rows, rowLength: 1, using: instructions)
        #expect(result.scales == [.leastNormalMagnitude, 1, 1])
        #expect(result.integers == [127, 0, 0])
    }

    @Test(arguments: InstructionSet.available)
    func theLargestNumbersReachBothEnds(instructions: InstructionSet) throws {
        let largest = Float.greatestFiniteMagnitude
        let result = try quantized([largest, -largest, 1], rowLength: 3, using: instructions)
        #expect(result.integers == [127, -127, 0])
        #expect(result.scales == [largest / 127])
    }

    @Test(arguments: InstructionSet.available, [Float.infinity, -.infinity, .nan, .signalingNaN])
    func theFirstNonFiniteElementIsNamed(instructions: InstructionSet, value: Float) throws {
        for column in 0..<40 {
            var rows = [Float](repeating: 0.5, count: 4 * 40)
            rows[2 * 40 + column] = value
            rows[2 * 40 + 39] = value
            rows[3 * 40] = value
            let error = #expect(throws: NonFiniteElement.self) {
                try quantized(rows, rowLength: 40, using: instructions)
            }
            #expect(error?.row == 2)
            #expect(error?.column == column)
            #expect(error.map { "\($0)" } == "\(value) at row 2, column \(column)")
        }
    }

    @Test func buffersAreReusedAndScalesAppended() throws {
        var integers = [UInt8](repeating: 0xA5, count: 5)
        var scales: [UInt8] = [7]
        let count = try quantizeRows(
            fileBytes([127, -127, 254, 2]).span, rowLength: 2, into: &integers, appendingScalesTo: &scales)
        #expect(count == 4)
        #expect(integers == [127, 0x81, 127, 1, 0xA5])
        #expect(scales == [7] + fileBytes([1, 2]))
    }
}

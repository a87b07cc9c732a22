import ByteIO
import Kernels
import SafeTensors
import Tensors
import TestSupport
import Testing

/// The conversions against what PyTorch itself made of the same elements.
struct PyTorchCastTests {
    private static let names: [(ElementType, String)] = [
        (.float64, "f64"), (.float32, "f32"), (.float16, "f16"), (.bfloat16, "bf16"),
    ]

    /// PyTorch's casts to float64 are exact and not in the fixture.
    @Test(arguments: InstructionSet.available, Pair.all.filter { $0.target != .float64 })
    func numbersBecomeThoseOfPyTorch(instructions: InstructionSet, pair: Pair) throws {
        let file = try SafeTensorsFile(InputFile(path: Repository.fixture("casts.safetensors")))
        let source = try #require(Self.names.first { $0.0 == pair.source }?.1)
        let target = try #require(Self.names.first { $0.0 == pair.target }?.1)
        let inputs = try bytes(of: source, pair.source, in: file)
        let expected = try bytes(of: "\(source).to_\(target)", pair.target, in: file)
        var result: [UInt8] = []
        try pair.conversion().convert(inputs.span, into: &result, using: instructions)
        // Which NaN a NaN becomes depends on PyTorch's code path; the rules for that have their own test.
        let inputBits = elementBits(inputs, of: pair.source)
        let numbers = inputBits.indices.filter { !pair.source.format.isNaN(inputBits[$0]) }
        let (resultBits, expectedBits) = (
            elementBits(result, of: pair.target), elementBits(expected, of: pair.target)
        )
        try #require(resultBits.count == expectedBits.count)
        #expect(
            firstDifference(
                numbers.map { resultBits[$0] }, numbers.map { expectedBits[$0] },
                from: numbers.map { inputBits[$0] }) == nil)
        #expect(resultBits.map(pair.target.format.isNaN) == inputBits.map(pair.source.format.isNaN))
    }

    private func bytes(of name: String, _ type: ElementType, in file: SafeTensorsFile) throws -> [UInt8] {
        let entry = try #require(file.header.entries.first { $0.descriptor.name == name })
        try #require(entry.descriptor.elementType == type)
        return try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
    }
}

import ByteIO
import Kernels
import Quantization
import SafeTensors
import Tensors
import TestSupport
import Testing

/// The scheme against the same rule stated in NumPy: each tensor `X` of the fixture comes with `X.int8` and
/// `X.scale`, and may be float16 itself.
struct NumPyQuantizationTests {
    @Test func integersAndScalesAreThoseOfTheRule() throws {
        let file = try SafeTensorsFile(InputFile(path: Repository.fixture("int8.safetensors")))
        let names = file.header.entries.map(\.descriptor.name)
            .filter { $0.hasSuffix(".int8") }.map { String($0.dropLast(5)) }
        try #require(!names.isEmpty)
        for name in names {
            let weight = try tensor(name, in: file)
            let scheme = try #require(SymmetricInt8(weight.descriptor))
            let widening = try #require(
                ElementConversion(from: weight.descriptor.elementType, to: .float32))
            var elements: [UInt8] = []
            widening.convert(weight.bytes.span, into: &elements)
            var integers: [UInt8] = []
            var scales: [UInt8] = []
            _ = try quantizeRows(
                elements.span, rowLength: scheme.channelLength, into: &integers, appendingScalesTo: &scales)
            #expect(try integers == tensor(name + ".int8", in: file).bytes, "\(name)")
            #expect(try scales == tensor(SymmetricInt8.scaleName(of: name), in: file).bytes, "\(name)")
        }
    }

    private func tensor(
        _ name: String, in file: SafeTensorsFile
    ) throws -> (descriptor: TensorDescriptor, bytes: [UInt8]) {
        let entry = try #require(file.header.entries.first { $0.descriptor.name == name })
        let bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
        return (entry.descriptor, bytes)
    }
}

import Kernels
import Tensors

/// Elements as a file has them, from the bits of each.
func fileBytes(_ elements: [UInt64], of type: ElementType) -> [UInt8] {
    elements.flatMap { bits in
        (0..<type.byteCount).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    }
}

/// Float32 elements as a file has them.
func fileBytes(_ elements: [Float]) -> [UInt8] {
    fileBytes(elements.map { UInt64($0.bitPattern) }, of: .float32)
}

/// The bits of each element in bytes as a file has them.
func elementBits(_ bytes: [UInt8], of type: ElementType) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: type.byteCount).map { start in
        (0..<type.byteCount).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
}

/// Where two results first differ, for a message that does not print all of both.
func firstDifference(_ result: [UInt64], _ expected: [UInt64], from inputs: [UInt64]) -> String? {
    if result.count != expected.count { return "\(result.count) elements, not \(expected.count)" }
    return zip(inputs, zip(result, expected)).first { $1.0 != $1.1 }.map { input, outputs in
        "\(String(input, radix: 16)) becomes \(String(outputs.0, radix: 16)), "
            + "not \(String(outputs.1, radix: 16))"
    }
}

extension ElementType {
    /// The format that the plain twin of the kernels takes this type for.
    var format: BinaryFormat {
        switch self {
        case .float64: .float64
        case .float16: .float16
        case .bfloat16: .bfloat16
        default: .float32
        }
    }
}

import Kernels
import Tensors
import TestSupport
import Testing

/// One of the conversions between two different floating-point types.
struct Pair: Sendable, CustomTestStringConvertible {
    let source: ElementType
    let target: ElementType

    var testDescription: String { "\(source.rawValue) to \(target.rawValue)" }

    static let all = ElementType.allCases.filter(\.isFloatingPoint).flatMap { source in
        ElementType.allCases.filter { $0.isFloatingPoint && $0 != source }.map {
            Pair(source: source, target: $0)
        }
    }

    func conversion() throws -> ElementConversion {
        guard let conversion = ElementConversion(from: source, to: target) else { throw NoConversion() }
        return conversion
    }
}

struct NoConversion: Error {}

/// Bit patterns to convert: all of the 16-bit ones; of the others those around every place where rounding
/// could go wrong, at every exponent and with both signs, and many at random.
enum Samples {
    static func bits(of type: ElementType) -> [UInt64] {
        switch type {
        case .float16, .bfloat16: (0...0xFFFF).map(UInt64.init)
        case .float32: float32
        default: float64
        }
    }

    /// The same as a file has them.
    static func bytes(of type: ElementType) -> [UInt8] { fileForms[type] ?? [] }

    private static let fileForms = Dictionary(
        uniqueKeysWithValues: ElementType.allCases.filter(\.isFloatingPoint).map {
            ($0, fileBytes(bits(of: $0), of: $0))
        })

    private static let float32: [UInt64] = {
        // For each bit: itself, one less, one more, and all from it up.
        let edges = (0...22).flatMap { place -> [UInt64] in
            let bit = UInt64(1) << place
            return [bit, bit - 1, bit + 1, 0x7FFFFF & ~(bit - 1), 0x2AAAAA & ~(bit - 1) | bit]
        }
        let fractions = Set(edges + [0]).sorted()
        let signsAndExponents = (0...0x1FF).map { UInt64($0) << 23 }
        var random = SeededGenerator(seed: 32)
        return signsAndExponents.flatMap { upper in fractions.map { upper | $0 } }
            + (0..<20_000).map { _ in random.next() >> 32 }
    }()

    private static let float64: [UInt64] = {
        var random = SeededGenerator(seed: 64)
        // The neighbours of float32 numbers are where rounding twice differs from rounding once.
        let neighbours = float32.filter { !Float(bitPattern: UInt32($0)).isNaN }.flatMap { bits in
            let exact = Double(Float(bitPattern: UInt32(bits))).bitPattern
            return bits.isMultiple(of: 3) ? [exact, exact &+ 1, exact &- 1] : [exact]
        }
        let special: [UInt64] = [
            1, 0x7FEF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0x7FF0_0000_0000_0001, 0x7FF8_0000_0000_0000,
            0x7FF4_0000_0000_0000, 0x7FFA_AAAA_AAAA_AAAA, 0x7FFF_FFFF_FFFF_FFFF,
        ]
        return special + special.map { $0 | 1 << 63 } + neighbours
            + (0..<20_000).map { _ in random.next() }
    }()
}

import Kernels
import Tensors
import Testing

/// The plain twin of the conversions against the types that Swift has itself.
struct BinaryFormatTests {
    @Test func everyFloat16IsTheNumberThatSwiftTakesItFor() {
        for bits in UInt16.min...UInt16.max where !Float16(bitPattern: bits).isNaN {
            let number = BinaryFormat.float16.number(of: UInt64(bits))
            #expect(number.bitPattern == Double(Float16(bitPattern: bits)).bitPattern)
        }
    }

    @Test func everyBfloat16IsTheUpperHalfOfAFloat32() {
        for bits in UInt32(0)...0xFFFF where !Float(bitPattern: bits << 16).isNaN {
            let number = BinaryFormat.bfloat16.number(of: UInt64(bits))
            #expect(number.bitPattern == Double(Float(bitPattern: bits << 16)).bitPattern)
        }
    }

    @Test func float32RoundsToFloat16AsInSwift() {
        for bits in Samples.bits(of: .float32) {
            let number = Float(bitPattern: UInt32(bits))
            if number.isNaN { continue }
            let expected = UInt64(Float16(number).bitPattern)
            if BinaryFormat.float16.bits(nearest: Double(number)) != expected {
                Issue.record("\(number) is \(String(expected, radix: 16))")
            }
        }
    }

    @Test func float64RoundsToFloat32AsInSwift() {
        for bits in Samples.bits(of: .float64) {
            let number = Double(bitPattern: bits)
            if number.isNaN { continue }
            let expected = UInt64(Float(number).bitPattern)
            if BinaryFormat.float32.bits(nearest: number) != expected {
                Issue.record("\(number) is \(String(expected, radix: 16))")
            }
        }
    }

    @Test func everyNumberIsItsOwnNearest() {
        for format in [BinaryFormat.float16, .bfloat16] {
            for bits in UInt64(0)...0xFFFF where !format.isNaN(bits) {
                #expect(format.bits(nearest: format.number(of: bits)) == bits)
            }
        }
    }
}

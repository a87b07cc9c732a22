/// A binary floating-point format by the widths of its fields, as IEEE 754 (3.4) defines them.
///
/// The plain twin of the conversion kernels: it works on the numbers themselves, in float64, which holds
/// every number of each of these formats exactly.
package struct BinaryFormat: Sendable, Hashable {
    let exponentBits: Int
    let fractionBits: Int

    /// IEEE 754 binary64.
    package static let float64 = BinaryFormat(exponentBits: 11, fractionBits: 52)
    /// IEEE 754 binary32.
    package static let float32 = BinaryFormat(exponentBits: 8, fractionBits: 23)
    /// IEEE 754 binary16.
    package static let float16 = BinaryFormat(exponentBits: 5, fractionBits: 10)
    /// The upper half of a binary32.
    package static let bfloat16 = BinaryFormat(exponentBits: 8, fractionBits: 7)

    /// The sign's bit, the exponent's bits (which are also those of infinity), and the fraction's.
    var signMask: UInt64 { 1 << UInt64(exponentBits + fractionBits) }
    package var infinity: UInt64 { (1 << UInt64(exponentBits) - 1) << UInt64(fractionBits) }
    var fractionMask: UInt64 { 1 << UInt64(fractionBits) - 1 }
    /// The bit that makes a NaN quiet.
    var quietBit: UInt64 { 1 << UInt64(fractionBits - 1) }

    private var bias: Int { 1 << (exponentBits - 1) - 1 }
    private var lowestExponent: Int { 1 - bias }

    package func isFinite(_ bits: UInt64) -> Bool { bits & infinity != infinity }

    package func isNaN(_ bits: UInt64) -> Bool { bits & ~signMask > infinity }

    /// The number that bits stand for, which must not be those of a NaN.
    package func number(of bits: UInt64) -> Double {
        let sign: FloatingPointSign = bits & signMask == 0 ? .plus : .minus
        let exponent = Int(bits & infinity) >> fractionBits
        let fraction = bits & fractionMask
        if bits & infinity == infinity { return sign == .plus ? .infinity : -.infinity }
        // A subnormal number has the lowest exponent and no leading 1.
        let significand = exponent == 0 ? fraction : fraction + fractionMask + 1
        let unit = max(exponent - bias, lowestExponent) - fractionBits
        return Double(sign: sign, exponent: unit, significand: Double(significand))
    }

    /// The bits of the nearest number of this format, the even one of two; infinity from half a unit above
    /// the largest.
    package func bits(nearest number: Double) -> UInt64 {
        let sign = number.sign == .minus ? signMask : 0
        if number.isInfinite { return sign | infinity }
        let exponent = number.isZero ? lowestExponent : max(Int(number.exponent), lowestExponent)
        let unit = Double(sign: .plus, exponent: exponent - fractionBits, significand: 1)
        let units = UInt64((number.magnitude / unit).rounded(.toNearestOrEven))
        // The leading 1 of a normal number counts up the exponent's field, and so does a carry.
        let magnitude = UInt64(exponent - lowestExponent) << UInt64(fractionBits) + units
        return sign | min(magnitude, infinity)
    }
}

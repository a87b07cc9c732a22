/// The plain twin of `ElementConversion`, on the bits of one element.
package func referenceConversion(
    of bits: UInt64, from source: BinaryFormat, to target: BinaryFormat
) -> UInt64 {
    if source == target { return bits }
    // Everything else goes by way of float32, as in PyTorch.
    if source != .float32 && target != .float32 {
        let middle = referenceConversion(of: bits, from: source, to: .float32)
        return referenceConversion(of: middle, from: .float32, to: target)
    }
    if source.isNaN(bits) { return nan(of: bits, from: source, to: target) }
    return target.bits(nearest: source.number(of: bits))
}

/// The NaN that a NaN becomes; `CKernels.h` states the rules.
private func nan(of bits: UInt64, from source: BinaryFormat, to target: BinaryFormat) -> UInt64 {
    if target == .bfloat16 { return 0x7FC0 }
    let sign = bits & source.signMask == 0 ? 0 : target.signMask
    // A smart shift: to the right where the shift is negative.
    let payload = (bits & source.fractionMask) << (target.fractionBits - source.fractionBits)
    let quiet = source == .bfloat16 ? 0 : target.quietBit
    return sign | target.infinity | quiet | payload
}

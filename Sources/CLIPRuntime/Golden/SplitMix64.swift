/// The generator that probes are drawn from (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
/// 2014): a few lines in any language.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The highest eight bits of the next number.
    mutating func byte() -> UInt8 { UInt8(next() >> 56) }

    /// `side · side` pixels of three bytes.
    static func grid(seed: UInt64, side: Int) -> [UInt8] {
        var generator = SplitMix64(seed: seed)
        return (0..<side * side * 3).map { _ in generator.byte() }
    }
}

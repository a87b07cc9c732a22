import Kernels

/// Which inputs of a layer are so much larger than the others that 8-bit integers with one scale for all would
/// leave the others few bits.
///
/// What a layer norm gives is about as large as its gain and bias, so its parameters tell which columns those
/// are, before any picture is seen.
enum OutlierInputs {
    /// The share of the inputs that is taken out.
    static let share = 0.01

    /// The columns with the largest `3 |gain| + |bias|`, ascending: normalised numbers reach some three times their gain.
    static func behind(_ norm: LayerNorm) -> [Int] {
        let magnitudes = zip(norm.gain, norm.bias).map { abs($0) * 3 + abs($1) }
        let count = Int((Double(magnitudes.count) * share).rounded(.up))
        return magnitudes.indices.sorted { magnitudes[$0] > magnitudes[$1] }.prefix(min(count, 128)).sorted()
    }
}

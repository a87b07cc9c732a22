/// The lowest cosine to its golden embeddings that a variant may have, for each precision.
///
/// The rounding of a sound conversion stays well above, also on the probes, of which some are noise and stripes and
/// harder than pictures; what falls below has lost something, such as weights that
/// overflow float16 or channels that 8 bits cannot hold.
public enum GoldenBar {
    /// The bar for weights stored as `precision`: `fp32`, `fp16`, `bf16` or `int8`.
    public static func lowestCosine(stored precision: String) -> Double {
        switch precision {
        case "int8": 0.98
        case "bf16": 0.995
        case "fp16": 0.999
        default: 0.99999
        }
    }
}

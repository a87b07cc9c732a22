import CKernels

/// An instruction set that the kernels can use on this machine.
///
/// What is stored in files has the same bits with each, and so has what is computed but for the order of sums; only
/// tests and measurements ask for another than the best. There is no way to name one that the processor does not run.
public struct InstructionSet: Sendable, Hashable, CustomStringConvertible {
    let isa: clip_isa

    /// The widest of them, or the narrower one that the environment variable `CLIPW_INSTRUCTION_SET` names.
    public static let best = InstructionSet(isa: clip_best_isa())

    /// All of them, the portable one first and the best one last.
    public static let available = [CLIP_ISA_PORTABLE, CLIP_ISA_AVX2, CLIP_ISA_AVX512]
        .filter { $0.rawValue <= best.isa.rawValue }
        .map(InstructionSet.init(isa:))

    /// `portable`, `AVX2` or `AVX-512`.
    public var description: String {
        switch isa {
        case CLIP_ISA_AVX512: "AVX-512"
        case CLIP_ISA_AVX2: "AVX2"
        default: "portable"
        }
    }
}

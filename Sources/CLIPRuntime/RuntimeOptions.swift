import Engines
public import ImagePreprocessing
public import Kernels

/// How a model is to be computed.
public struct RuntimeOptions: Sendable {
    /// Which of the two engines computes.
    public enum EngineKind: String, Sendable, CaseIterable {
        /// The fast one.
        case auto
        /// OpenBLAS in float32 and plain code: slow, and what golden embeddings come from.
        case reference
    }

    /// Which of the two engines computes.
    public var engine = EngineKind.auto
    /// What products are computed in; nil for what suits the stored precision: bf16 and int8 for themselves, fp32
    /// for fp32 and fp16.
    ///
    /// Where the processor has no instructions for it, it is fp32.
    public var compute: ComputePrecision?
    /// Whether pictures are turned as their EXIF data say; the original does not do it.
    public var honorsEXIF = false
    /// What images take their memory from while they are decoded, on however many threads; shared by all models of the
    /// process unless it is another.
    public var imageMemory = ImageMemory.shared
    /// Threads to work on, from 1 to 1,024; a number outside becomes the nearest of these.
    public var threads = availableThreads {
        didSet { threads = threadCount(threads) }
    }

    /// The defaults.
    public init() {}

    /// The precision for weights stored as `stored`.
    func compute(forStored stored: String) -> ComputePrecision {
        let suitable = compute ?? (stored == "fp16" ? .fp32 : ComputePrecision(rawValue: stored) ?? .fp32)
        return engine == .reference || !suitable.isSupported ? .fp32 : suitable
    }

    func makeEngine(forStored stored: String) throws(EngineError) -> any Engine {
        if engine == .reference { return try ReferenceEngine() }
        return FastEngine(precision: compute(forStored: stored), threads: threads)
    }
}

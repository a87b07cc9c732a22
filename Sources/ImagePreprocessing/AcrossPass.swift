import Kernels

/// The pass that changes the width, for many batches of rows.
struct AcrossPass {
    private let sampling: SamplingWeights
    /// For the kernel, where it is one that has a kernel.
    private let lines: LineSampling?
    private let isWide: Bool

    init(_ sampling: SamplingWeights, _ mode: PixelMode) {
        self.sampling = sampling
        isWide = mode == .luminance16
        lines = mode.byteCount == 3 ? sampling.lines : nil
    }

    /// Rows with another width.
    func apply(to rows: DecodedImage) -> DecodedImage {
        isWide
            ? WideResampling.across(rows, sampling) : ByteResampling.across(rows, sampling, kernel: lines)
    }
}

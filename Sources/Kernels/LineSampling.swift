import CKernels

/// Which pixels along a side of a picture make each pixel of a resized one, in fixed point.
public struct LineSampling: Sendable {
    private let starts: [UInt32]
    /// `[outputs, taps]`, zero where an output has fewer.
    private let weights: [Int32]
    private let taps: Int
    private let fractionBits: Int32
    /// One behind the last pixel that any output needs.
    private let end: Int

    /// A sampling.
    ///
    /// - Parameters:
    ///   - starts: of each output, its first pixel.
    ///   - counts: of each output, how many pixels make it.
    ///   - weights: `stride` places for each output, whose magnitudes sum up to less than 2²³.
    ///   - fractionBits: behind the binary point of the weights.
    public init(starts: [Int], counts: [Int], weights: [Int32], stride: Int, fractionBits: Int32) {
        precondition(counts.count == starts.count && weights.count == starts.count * stride, "sizes differ")
        precondition((1..<31).contains(fractionBits), "sums have 32 bits")
        self.starts = starts.map { UInt32(clamping: $0) }
        self.fractionBits = fractionBits
        taps = (stride + 3) / 4 * 4
        var padded = [Int32](repeating: 0, count: starts.count * taps)
        for output in starts.indices {
            for tap in 0..<counts[output] { padded[output * taps + tap] = weights[output * stride + tap] }
        }
        self.weights = padded
        end = zip(starts, counts).map(+).max() ?? 0
    }

    /// Changes the width of lines of `columns` pixels of three bytes; nil without memory.
    public func across(
        _ pixels: [UInt8], columns: Int, using instructions: InstructionSet = .best
    ) -> [UInt8]? {
        precondition(end <= columns && columns > 0, "a pixel behind the end of a line")
        let rows = pixels.count / (3 * columns)
        precondition(pixels.count == rows * 3 * columns, "whole lines")
        return filled(rows * 3 * starts.count) { sampling, output in
            var sampling = sampling
            // As many bytes are read and written as the two arrays have.
            return unsafe clip_resample_across(instructions.isa, pixels, rows, columns, &sampling, output)
        }
    }

    /// Changes the number of lines of `width` bytes; nil without memory.
    public func down(
        _ lines: [UInt8], width: Int, using instructions: InstructionSet = .best
    ) -> [UInt8]? {
        precondition(width > 0, "lines of no bytes")
        let count = lines.count / width
        precondition(lines.count == count * width && end <= count, "a line behind the last")
        return filled(starts.count * width) { sampling, output in
            var sampling = sampling
            // As many bytes are read and written as the two arrays have.
            return unsafe clip_resample_down(instructions.isa, lines, width, &sampling, count, output)
        }
    }

    private func filled(
        _ count: Int, _ body: (clip_sampling, UnsafeMutablePointer<UInt8>?) -> Bool
    ) -> [UInt8]? {
        var isDone = false
        // The pointers are used during the call only, and the whole array is written, or is not used.
        let result = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, initializedCount in
            unsafe starts.withUnsafeBufferPointer { starts in
                unsafe weights.withUnsafeBufferPointer { weights in
                    let sampling = unsafe clip_sampling(
                        outputs: starts.count, starts: starts.baseAddress, weights: weights.baseAddress,
                        taps: taps, fraction_bits: fractionBits)
                    isDone = unsafe body(sampling, output.baseAddress)
                }
            }
            initializedCount = isDone ? count : 0
        }
        return isDone ? result : nil
    }
}

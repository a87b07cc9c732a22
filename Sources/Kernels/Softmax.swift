import CKernels

/// Replaces a row by its softmax: `exp(x)` of each number, divided by the sum of them all.
public func softmax(_ row: inout MutableSpan<Float>, using instructions: InstructionSet = .best) {
    unsafe row.withUnsafeMutableBufferPointer {
        unsafe clip_softmax(instructions.isa, $0.baseAddress, $0.count)
    }
}

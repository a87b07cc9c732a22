import CKernels
public import Tensors

/// Attention of several heads within each of the sequences, in float32.
///
/// - Parameters:
///   - queriesKeysValues: `[rows, 3 width]`, beside one another.
///   - isCausal: whether rows attend only to themselves and to earlier ones.
///   - result: `[rows, width]`.
/// - Returns: false, for want of memory.
public func attend(
    _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, isCausal: Bool, into result: inout Matrix,
    threads: Int, using instructions: InstructionSet = .best
) -> Bool {
    let width = result.columns
    precondition(queriesKeysValues.columns == 3 * width && width.isMultiple(of: heads), "sizes differ")
    precondition(queriesKeysValues.rows == sequences.rows && result.rows == sequences.rows, "rows differ")
    // The starts end at the number of rows that both matrices have.
    return unsafe queriesKeysValues.elements.withUnsafeBufferPointer { input in
        unsafe result.elements.withUnsafeMutableBufferPointer { result in
            unsafe clip_attend_heads(
                instructions.isa, input.baseAddress, width, heads, sequences.starts.map(UInt32.init),
                sequences.count, isCausal, result.baseAddress, Int32(threads))
        }
    }
}

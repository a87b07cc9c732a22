import CKernels
public import Tensors

/// Causal attention of several heads within sequences that may have their beginnings in common.
///
/// A sequence's rows attend to its beginning, wherever that stands. Its path, from the first row to the last, is laid out
/// in one piece; a sequence only exchanges the part of it that is its own, so that each row is copied once. On the
/// caller's thread.
///
/// - Parameters:
///   - queriesKeysValues: `[rows, 3 width]`, beside one another.
///   - result: `[rows, width]`.
public func attendAlongPaths(
    _ queriesKeysValues: Matrix, heads: Int, sequences: Sequences, into result: inout Matrix,
    using instructions: InstructionSet = .best
) {
    let width = result.columns
    precondition(queriesKeysValues.columns == 3 * width && width.isMultiple(of: heads), "sizes differ")
    precondition(queriesKeysValues.rows == sequences.rows && result.rows == sequences.rows, "rows differ")
    let (size, stride, longest) = (width / heads, 3 * width, sequences.longest)
    var path = [Float](repeating: 0, count: longest * stride)
    var scratch = [Float](repeating: 0, count: clip_attention_scratch(longest, longest, size))
    for index in sequences.indices {
        let (own, shared) = (sequences[index], sequences.shared[index])
        path.replaceSubrange(
            shared * stride..<(shared + own.count) * stride,
            with: queriesKeysValues.elements[own.lowerBound * stride..<own.upperBound * stride])
        let rows = path.span.extracting(first: (shared + own.count) * stride)
        for head in 0..<heads {
            // The head's columns of the path's rows are read, those of the sequence's own rows of the result written.
            unsafe rows.withUnsafeBufferPointer { rows in
                unsafe result.elements.withUnsafeMutableBufferPointer { result in
                    guard let keys = rows.baseAddress, let result = result.baseAddress else { return }
                    let first = unsafe keys + head * size
                    unsafe clip_attend(
                        instructions.isa, first + shared * stride, first + width, first + 2 * width, stride,
                        own.count, shared + own.count, size, true,
                        result + own.lowerBound * width + head * size, width, &scratch)
                }
            }
        }
    }
}

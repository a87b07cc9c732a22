package import Kernels

/// What a weight is for, which decides how it may be narrowed, in a file and in products.
package enum Role: Sendable, Hashable, CaseIterable {
    /// The matrix of a layer behind a norm, which evens errors out.
    case kernel
    /// The convolution that makes tokens of patches; what it is given are pixels, which 8-bit integers would coarsen.
    case patchKernel
    /// A matrix or a convolution among feature maps.
    ///
    /// It is never computed in bfloat16: a ResNet has no norms that would even its errors out, and those of RN50x16 came
    /// to a cosine of 0.9945 (docs/measurements.md).
    case mapKernel
    /// A convolution so early that everything behind it inherits its error.
    ///
    /// The second and third of a ResNet's stem and its first two stages are 4 % of RN50's weights and made three quarters
    /// of its error: with them in 8 bits, the cosine of 32 pictures to the original's was at least 0.9968, mean 0.9989,
    /// and without, at least 0.9994, mean 0.9997 (docs/measurements.md).
    case sensitiveKernel
    /// The last layer of a pooling, which makes the embedding: nothing after it evens out the rounding of its inputs.
    case poolKernel
    /// A matrix without layer that makes the embedding, stored `[inputs, outputs]`.
    case projection
    /// The embeddings of tokens, one a row.
    case embedding
    /// What is added to every token as it is: class and position embeddings.
    case position
    /// Gains and biases of norms, biases of layers, and statistics of batches.
    case vector
    /// A single number.
    case scalar

    /// Whether a file has it in the type of its precision; in every precision the others are float32.
    ///
    /// They are under 1 % of the bytes and most of the loss: batch statistics in fp16 cost an RN50 a cosine of 0.989, all
    /// its matrices together nothing that could be measured.
    package var isNarrowed: Bool {
        switch self {
        case .kernel, .patchKernel, .mapKernel, .sensitiveKernel, .poolKernel, .projection, .embedding: true
        case .position, .vector, .scalar: false
        }
    }

    /// Whether a file of int8 has it in 8-bit integers, one scale for each index of its first dimension, if it is large
    /// enough.
    package var isQuantized: Bool {
        switch self {
        case .kernel, .patchKernel, .mapKernel, .poolKernel, .embedding: true
        case .sensitiveKernel, .projection, .position, .vector, .scalar: false
        }
    }

    /// What its products may be computed in beside float32.
    package var reducedPrecisions: Set<ComputePrecision> {
        switch self {
        case .kernel: [.bf16, .int8]
        case .patchKernel: [.bf16]
        case .mapKernel: [.int8]
        case .sensitiveKernel, .poolKernel, .projection, .embedding, .position, .vector, .scalar: []
        }
    }
}

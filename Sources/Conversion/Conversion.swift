package import ByteIO
import CLIPRuntime
import Checkpoints
import Kernels
package import KnownModels
import ModelKit
import SafeTensors
import Synchronization
import Tensors
import WeightFile

/// Turns a checkpoint into a `.clipw` file.
package enum Conversion {
    /// Carries out a plan.
    ///
    /// The input is read twice, at the same time: once through, for its SHA-256 and the checksums of its records,
    /// and weight by weight. The output takes its name only when both have gone well.
    ///
    /// - Parameters:
    ///   - finishing: called with the finished file before it takes its name; where it throws, nothing is left.
    ///   - progress: called from several threads with the number of bytes of each piece; the pieces sum up to
    ///     `ConversionPlan.workByteCount`.
    /// - Throws: `mismatch` if the input is not the expected one; `malformed` and `unsupported` for weights that are not
    ///   finite, or would not be in the precision that is asked for; everything that reading and writing throw.
    ///   Nothing is left at the output's path then but what was there before.
    package static func run(
        _ plan: ConversionPlan, outputPath: FilePath,
        finishing: (InputFile) throws(FileError) -> Void = { _ in },
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(FileError) -> ConversionReport {
        let start = ContinuousClock.now
        for file in plan.source.checkpoint.files where file.isSameFile(as: outputPath) {
            throw FileError(
                .cannotCreate, path: outputPath, found: "it is the input", allowed: "name another file")
        }
        let writer = try ClipwWriter(
            path: outputPath, weights: plan.tensors, metadata: plan.provisionalMetadata,
            mayReplace: plan.options.mayReplace)
        let results = Mutex(Results(weights: plan.weights.count))
        let jobs = Jobs(plan, writer)
        let encoder = WeightEncoder(
            plan: plan, tensors: plan.source.tensorsByName, writer: writer, progress: progress)

        // The pass over the whole input is the longest job, so it is the first.
        try forEachInParallel(count: jobs.count + 1, threads: plan.options.threads) {
            index throws(FileError) in
            if index == 0 {
                let digest = try identify(plan, progress: progress)
                results.withLock { $0.source = digest }
            } else {
                let job = jobs[index - 1]
                let encoded = try encoder.encode(plan.weights[job.weight], to: job.entries)
                results.withLock { $0.weights[job.weight] = encoded }
            }
        }
        let (source, weights) = results.withLock { ($0.source, $0.weights) }
        guard let source else {
            throw FileError(.inputOutput, path: plan.source.checkpoint.path, found: "it was not read")
        }
        try requireNoDefects(weights.flatMap(\.defects), plan)
        let metadata = plan.metadata(
            digest: source.digest, knownAs: source.known,
            weightsDigest: try plan.weightsDigest(weights.compactMap(\.float32Digest)))
        let golden = plan.options.validates ? try Validation.golden(plan) : nil
        let weightDigests = weights.flatMap(\.digests)
        // The digest was taken by one pass over the input, the weights and golden embeddings by others: they are of
        // one state only if it has not changed since.
        try plan.source.checkpoint.requireUnchanged()
        let attached = try Attachments(plan).write(
            golden, to: Array(writer.entries.dropFirst(weightDigests.count)), with: writer)
        let file = try writer.finish(metadata: metadata, digests: weightDigests + attached)
        let validation = try golden.map { (golden) throws(FileError) in
            try Validation(of: file, against: golden, plan)
        }
        try finishing(file.file)
        try writer.commit()
        return ConversionReport(
            plan: plan, outputPath: outputPath, outputByteCount: writer.byteCount, source: source,
            activation: plan.source.activation(knownAs: source.candidate), validation: validation,
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// - Throws: `malformed` where a weight is not finite or the logit scale absurd, `unsupported` where one is too large
    ///   for the type that it is stored in; naming the first weight, the element, and how many there are.
    private static func requireNoDefects(_ defects: [WeightDefect], _ plan: ConversionPlan) throws(FileError)
    {
        let path = plan.source.checkpoint.path
        if let first = defects.first { throw first.error(path: path, others: defects.count - 1) }
        let hasScale = plan.weights.contains { $0.weight.name == LogitScale.weightName }
        guard hasScale, let defect = try plan.source.logitScaleDefect else { return }
        throw defect.error(path: path, others: 0)
    }

    /// Reads the input through and tells what it is known as.
    ///
    /// - Throws: `mismatch` if another SHA-256 was expected, `malformed` if a record's checksum is wrong.
    package static func identify(
        _ plan: ConversionPlan, progress: (Int) -> Void = { _ in }
    ) throws(FileError) -> SourceIdentity {
        let digest: Digest
        if let known = plan.source.digest {
            digest = known
            progress(plan.source.checkpoint.byteCount)
        } else {
            digest = try plan.source.checkpoint.verifiedDigest(progress: progress)
        }
        if let expected = plan.options.expectedDigest, expected != digest {
            throw FileError(
                .mismatch, path: plan.source.checkpoint.path, found: "its SHA-256 is \(digest)",
                allowed: "\(expected) is expected")
        }
        return SourceIdentity(
            digest: digest, known: KnownModels.model(sha256: digest.description),
            candidate: KnownModels.candidate(sha256: digest.description))
    }

    private struct Results {
        var source: SourceIdentity?
        var weights: [EncodedWeight]

        init(weights: Int) {
            self.weights = [EncodedWeight](repeating: EncodedWeight(), count: weights)
        }
    }

    /// The weights with their places in the file, the largest first, so that no thread is left with one at the end.
    private struct Jobs {
        private let jobs: [(weight: Int, entries: [SafeTensorsEntry])]

        init(_ plan: ConversionPlan, _ writer: ClipwWriter) {
            var entries = writer.entries[...]
            var jobs: [(weight: Int, entries: [SafeTensorsEntry])] = []
            for (index, planned) in plan.weights.enumerated() {
                let count = planned.tensors.count
                jobs.append((index, Array(entries.prefix(count))))
                entries = entries.dropFirst(count)
            }
            let sizes = plan.weights.map(\.weight.shape.elementCount)
            self.jobs = jobs.sorted { (sizes[$1.weight], $0.weight) < (sizes[$0.weight], $1.weight) }
        }

        var count: Int { jobs.count }
        subscript(index: Int) -> (weight: Int, entries: [SafeTensorsEntry]) { jobs[index] }
    }
}

/// What an input turned out to be.
package struct SourceIdentity: Sendable {
    /// SHA-256 of its bytes; of several files, one after the other.
    package let digest: Digest
    /// The published model that has this digest.
    package let known: KnownModel?
    /// The published model that it seems to be, where of its digest only the first digits are published: enough to
    /// choose an activation by, not to call a file genuine.
    package let candidate: KnownModel?
}

extension ConversionPlan {
    /// Bytes that a conversion reads in all, for its progress.
    package var workByteCount: Int {
        let weights = weights.map(\.weight.descriptor).reduce(0) { sum, weight in
            sum + (weight.shape.byteCount(of: weight.elementType) ?? 0)
        }
        return source.checkpoint.byteCount + weights
    }
}

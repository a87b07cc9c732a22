import ByteIO
import CLIPRuntime
import Checkpoints
import Kernels
import SafeTensors
import Synchronization
import Tensors
import WeightFile

// What is looked at in a `.clipw` file.
extension FileVerification {
    mutating func examine(
        _ file: ClipwFile, of checkpoint: Checkpoint, threads: Int,
        progress: @escaping @Sendable (Int) -> Void
    ) throws(FileError) {
        pass("header", "it has the SHA-256 that the file states")
        examineOrigin(of: file)
        let damaged = Mutex<[Int: FileError]>([:])
        let numbers = Mutex<[Int: NonFiniteNumbers]>([:])
        let whole = Mutex<Digest?>(nil)
        // The pass over the whole file is the longest job, so it is the first; then every tensor.
        try forEachInParallel(count: file.entries.count + 1, threads: threads) { index throws(FileError) in
            if index == 0 {
                let digest = try checkpoint.verifiedDigest { _ in }
                whole.withLock { $0 = digest }
                return
            }
            let type = file.entries[index - 1].descriptor.elementType
            var found = NonFiniteNumbers()
            do throws(FileError) {
                try file.verify(index - 1, visiting: { found.add($0, of: type) }, progress: progress)
                if found.count > 0 { numbers.withLock { $0[index - 1] = found } }
            } catch {
                guard error.code == .mismatch || error.code == .malformed else { throw error }
                damaged.withLock { $0[index] = error }
            }
        }
        digest = whole.withLock(\.self)
        let errors = damaged.withLock(\.self).sorted { $0.key < $1.key }.map(\.value)
        if errors.isEmpty {
            pass("tensors", "all \(file.entries.count - 1) have the SHA-256 that the file states")
        }
        for error in errors { fail(.mismatch, "tensors", error) }
        // What is damaged is that, whatever its numbers are.
        if errors.isEmpty { try examineNumbers(numbers.withLock(\.self), of: file) }
    }

    /// Whoever made the digests right could make them so for weights that no model has.
    private mutating func examineNumbers(
        _ numbers: [Int: NonFiniteNumbers], of file: ClipwFile
    ) throws(FileError) {
        var defects = numbers.sorted { $0.key < $1.key }.map { index, numbers in
            FileError(
                .malformed, at: "tensor '\(file.entries[index].descriptor.name)'", found: "\(numbers)",
                allowed: "finite numbers")
        }
        if defects.isEmpty, file.entries.contains(where: { $0.descriptor.isLogitScale }) {
            do throws(FileError) {
                _ = try ClipwWeights(file).logitScale()
            } catch {
                guard error.code == .malformed else { throw error }
                defects.append(error)
            }
        }
        if defects.isEmpty { pass("numbers", "all are finite") }
        for defect in defects { fail(.unsound, "numbers", defect) }
    }

    private mutating func examineOrigin(of file: ClipwFile) {
        guard let claim = OriginClaim(file.metadata) else {
            pass("origin", "it does not say that it comes from a publisher's checkpoint")
            return
        }
        if let contradiction = claim.contradiction {
            fail(.mismatch, "origin", FileError(.mismatch, found: contradiction))
            return
        }
        knownAs = claim.name
        if origin == .unknown { origin = .claimed }
        pass("origin", "it claims to come from \(claim.name), which nothing in it can prove")
    }

    mutating func examineEmbeddings(
        _ file: ClipwFile, _ options: GoldenOptions, threads: Int
    ) throws(FileError) {
        guard let golden = try Self.golden(options, file) else {
            pass("golden", "none are in the file; --golden FILE compares with those of PyTorch")
            return
        }
        var runtime = RuntimeOptions()
        runtime.threads = threads
        let comparison = try GoldenComparison(measuring: file, against: golden, options: runtime)
        self.golden = comparison
        let bar = options.lowestCosine ?? GoldenBar.lowestCosine(stored: file.metadata.precision)
        let cosines = [("images", comparison.image), ("texts", comparison.text)].compactMap { name, tower in
            tower.map { "\(name) \($0)" }
        }
        if !comparison.reaches(bar) { settle(.drift) }
        checks.append(
            Check(
                name: "golden", passed: comparison.reaches(bar),
                detail: "cosine of \(cosines.joined(separator: "; ")); \(bar) is needed"))
    }

    /// The golden embeddings that another program made, or those in the file.
    private static func golden(
        _ options: GoldenOptions, _ file: ClipwFile
    ) throws(FileError) -> GoldenEmbeddings? {
        guard let path = options.path else { return try GoldenEmbeddings(file) }
        let container = try SafeTensorsFile(InputFile(path: path))
        if let golden = try GoldenEmbeddings(container) { return golden }
        throw FileError(
            .malformed, path: path, found: "it has no golden embeddings",
            allowed: "tensors '\(GoldenEmbeddings.imageTensor)' and '\(GoldenEmbeddings.textTensor)'")
    }
}

extension TensorDescriptor {
    fileprivate var isLogitScale: Bool {
        name == LogitScale.weightName && elementType.isFloatingPoint && shape.elementCount == 1
    }
}

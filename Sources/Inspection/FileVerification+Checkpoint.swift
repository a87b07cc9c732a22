import ByteIO
import Checkpoints
import Conversion
import Families
import KnownModels

// What is looked at in a checkpoint.
extension FileVerification {
    mutating func examine(
        _ checkpoint: Checkpoint, threads: Int, progress: (Int) -> Void
    ) throws(FileError) {
        let digest = try checkpoint.verifiedDigest(progress: progress)
        self.digest = digest
        let recordCount = checkpoint.checksummedRanges.count + (try checkpoint.verifyDeflatedRecords())
        if recordCount > 0 { pass("checksums", "the CRC-32 of \(recordCount) records are right") }
        if let known = KnownModels.model(sha256: digest.description) {
            (knownAs, origin) = (known.name, .proven)
            pass("sha256", "it is \(known.name) of \(known.publisher.rawValue)")
        } else if let candidate = KnownModels.candidate(sha256: digest.description) {
            settle(.unknown)
            pass(
                "sha256",
                "its first 8 digits are those of \(candidate.name) of \(candidate.publisher.rawValue), of which no more are "
                    + "published: likely, but no proof")
        } else if let claimed = KnownModels.model(fileName: path.lastComponent.description) {
            settle(.mismatch)
            checks.append(
                Check(
                    name: "sha256", passed: false,
                    detail:
                        "it is named like \(claimed.name) of \(claimed.publisher.rawValue), whose SHA-256 begins "
                        + "\(claimed.sha256.prefix(8)); this one's is \(digest)"))
        } else {
            settle(.unknown)
            pass("sha256", "no publisher's list has it")
        }
        if let model = examineModel(of: checkpoint) { try examineWeights(of: model, threads: threads) }
    }

    private mutating func examineModel(of checkpoint: Checkpoint) -> SourceModel? {
        do {
            let model = try SourceModel(checkpoint, mayHash: false)
            pass("model", "its dimensions are those of \(model.architecture.name)")
            return model
        } catch {
            // Sound all the same: other models are checkpoints too.
            pass("model", "no CLIP model: \(error.found)")
            return nil
        }
    }

    private mutating func examineWeights(of model: SourceModel, threads: Int) throws(FileError) {
        let defects = try model.weightDefects(threads: threads)
        if defects.isEmpty { pass("numbers", "all weights are finite") }
        for defect in defects {
            fail(
                .unsound, "numbers",
                FileError(
                    .malformed, at: "tensor '\(defect.tensor)'", found: defect.found, allowed: defect.allowed)
            )
        }
    }
}

import ByteIO
import KnownModels

/// The way of one model's file from a server to the folder of downloads: tried again, gone on with, begun anew.
///
/// Nobody is believed: the SHA-256 in the table decides in the end.
struct Download {
    /// How much new a transfer must have brought for its failure to count as the first again.
    private static let worthwhile = 1 << 20
    /// How often one pull may find that what is there does not belong to what the server has.
    private static let restarts = 2

    let model: KnownModel
    let address: String
    let options: PullOptions
    let transport: any Transport
    /// Called with the number of bytes of each piece, and of all.
    let progress: (Int, Int) -> Void

    /// Fetches all bytes that are missing.
    ///
    /// - Throws: `unavailable` or `timedOut` after the last try, what there is being kept; `mismatch` where it is
    ///   another file, of which nothing is kept; `inputOutput` where the disk is full.
    func run(into partial: PartialDownload) throws(FileError) {
        let wasBegun = partial.byteCount > 0
        if let expected = model.byteCount, partial.byteCount > expected { try partial.restart() }
        try transfer(into: partial)
        var digest = try partial.digest()
        if wasBegun, !model.matches(sha256: digest.description) {
            // Perhaps only the part that was there was bad: once more, from the first byte.
            try partial.restart()
            try transfer(into: partial)
            digest = try partial.digest()
        }
        guard model.matches(sha256: digest.description) else {
            var error = model.mismatch(found: digest, byteCount: partial.byteCount)
            error.path = FilePath(shownAddress)
            throw error
        }
    }

    private func transfer(into partial: PartialDownload) throws(FileError) {
        var failures = 0
        var restarts = 0
        if partial.byteCount > 0 { progress(partial.byteCount, model.byteCount ?? partial.byteCount) }
        while partial.byteCount == 0 || partial.byteCount != model.byteCount {
            let (before, restartsBefore) = (partial.byteCount, partial.restartCount)
            do throws(TransferFailure) {
                try request(into: partial)
                return
            } catch {
                try partial.settle()
                switch error.remedy {
                case .none: throw error.error
                case .restart:
                    restarts += 1
                    guard restarts <= Self.restarts else { throw error.error }
                    try partial.restart()
                case .retry(let delay):
                    // What is fetched once more is nothing new: a server without ranges could go on for ever.
                    let isWorthwhile =
                        partial.restartCount == restartsBefore
                        && partial.byteCount - before >= Self.worthwhile
                    failures = isWorthwhile ? 1 : failures + 1
                    guard failures <= options.retries else { throw error.error }
                    pause(for: delay ?? Self.backOff(options.backOff, failures))
                }
            }
        }
    }

    private func request(into partial: PartialDownload) throws(TransferFailure) {
        var receiver = DownloadReceiver(
            model: model, address: shownAddress, partial: partial, progress: progress)
        let there = partial.byteCount
        let request = TransferRequest(
            address: address, offset: there, validator: there > 0 ? partial.validator : nil,
            patience: options.patience)
        try transport.get(request) { (event) throws(TransferFailure) in try receiver.receive(event) }
        try receiver.finish()
    }

    private var shownAddress: String { PullOptions.withoutCredentials(address) }

    /// Twice as long each time, up to half a minute, and not for all clients at the same moment.
    private static func backOff(_ first: Duration, _ failures: Int) -> Duration {
        let doubled = first * (1 << min(failures - 1, 10))
        return min(doubled, .seconds(30)) * Double.random(in: 0.75...1.25)
    }
}

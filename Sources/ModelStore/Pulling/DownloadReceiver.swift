import ByteIO
import KnownModels

/// Takes the answer of one request apart and adds its bytes to a download.
struct DownloadReceiver {
    let model: KnownModel
    /// The address as it may be shown.
    let address: String
    let partial: PartialDownload
    /// Called with the number of bytes of each piece, and of all.
    let progress: (Int, Int) -> Void

    private var limit = 0
    private var announced: Int?

    init(
        model: KnownModel, address: String, partial: PartialDownload, progress: @escaping (Int, Int) -> Void
    ) {
        self.model = model
        self.address = address
        self.partial = partial
        self.progress = progress
    }

    mutating func receive(_ event: TransferEvent) throws(TransferFailure) {
        switch event {
        case .answer(let answer):
            try requireContinuation(answer)
            try prepare(for: answer)
        case .bytes(let bytes):
            guard bytes.count <= limit - partial.byteCount else {
                throw TransferFailure(surplus("more than \(limit) bytes come"), .none)
            }
            try onDisk { () throws(FileError) in try partial.append(bytes) }
            progress(bytes.count, limit)
        }
    }

    /// An answer without length ends where the connection does, whether all has come or not.
    func finish() throws(TransferFailure) {
        guard announced == nil, let expected = model.byteCount, partial.byteCount < expected else { return }
        throw TransferFailure(
            FileError(
                .unavailable, path: FilePath(address),
                found: "the connection ended after \(partial.byteCount) bytes",
                allowed: "\(expected) are needed; run the same command again, it goes on from there"),
            .retry(after: nil))
    }

    /// That what comes goes on from the byte where the download stands, in the same file.
    private func requireContinuation(_ answer: TransferAnswer) throws(TransferFailure) {
        let there = partial.byteCount
        let found: String
        switch answer.status {
        case 206:
            if answer.start != there {
                found = "bytes from \(answer.start ?? 0) on come, \(there) were asked for"
            } else if partial.validator != nil, answer.validator != partial.validator {
                found = "the file on the server has changed"
            } else {
                return
            }
        case 416:
            if answer.total == there, there > 0 { return }
            found = "it has no bytes from \(there) on"
        default: return
        }
        throw TransferFailure(FileError(.unavailable, path: FilePath(address), found: found), .restart)
    }

    private mutating func prepare(for answer: TransferAnswer) throws(TransferFailure) {
        // A server that does not know of ranges, or whose file has changed, sends all of it.
        if answer.status == 200, partial.byteCount > 0 {
            try onDisk { () throws(FileError) in try partial.restart() }
        }
        announced = answer.byteCount
        let there = partial.byteCount
        let coming = answer.status == 416 ? 0 : answer.byteCount
        let (end, overflow) = there.addingReportingOverflow(coming ?? 0)
        limit =
            model.byteCount
            ?? (coming == nil ? StoreLimits.downloadBytes : min(end, StoreLimits.downloadBytes))
        guard !overflow, end <= limit else {
            throw TransferFailure(surplus("the server has \(end) bytes"), .none)
        }
        let needed = (coming == nil ? model.byteCount ?? there : end) - there
        if let available = partial.availableByteCount, available < needed {
            throw TransferFailure(
                FileError(
                    .inputOutput, path: partial.file.path,
                    found: "\(needed) bytes are needed, \(available) are free",
                    allowed: "free some disk space and run the command again"),
                .none)
        }
        try onDisk { () throws(FileError) in try partial.note(validator: answer.validator) }
    }

    private func surplus(_ found: String) -> FileError {
        FileError(
            .mismatch, path: FilePath(address), found: found,
            allowed:
                "\(model.name) has \(model.byteCount.map(String.init) ?? "fewer"), with SHA-256 \(model.sha256)"
        )
    }

    private func onDisk(_ body: () throws(FileError) -> Void) throws(TransferFailure) {
        do throws(FileError) {
            try body()
        } catch {
            throw TransferFailure(error, .none)
        }
    }
}

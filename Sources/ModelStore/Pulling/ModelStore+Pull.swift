package import ByteIO
import Kernels
import KnownModels
import Synchronization

extension ModelStore {
    /// What a pull came to.
    package struct PullOutcome: Sendable {
        /// The file that is there now.
        package let file: StoredFile
        /// Whether it was fetched; otherwise it was there and sound.
        package let isNew: Bool
    }

    /// What a pull is doing, for its progress.
    package enum PullEvent: Sendable {
        /// So many bytes more came, or were there, of all.
        case bytes(Int, of: Int)
        /// Another process is fetching the same file; this one waits for it.
        case waiting
        /// All bytes are there and are read again from the disk.
        case checking
    }

    /// Sees to it that a model's checkpoint is in the store, sound.
    ///
    /// What is there is hashed first, unless it is known not to have changed; a bad file is replaced only when the
    /// good one is complete. Several processes may pull the same model: one works, the others wait for it.
    ///
    /// - Throws: `missing` for a name that is not in the catalog; `unsupported` for a model of which no complete
    ///   SHA-256 is published, or a mirror that is none; `unavailable`, also if the model is not there and no connection
    ///   may be made; `mismatch`, `timedOut`, `inputOutput`, `permission`.
    package func pull(
        _ name: String, over transport: some Transport, _ options: PullOptions = PullOptions(),
        progress: @escaping (PullEvent) -> Void = { _ in }
    ) throws(FileError) -> PullOutcome {
        guard let model = catalog.model(named: name), let fileName = ModelFileName(model.fileName) else {
            throw missing(ModelReference(name))
        }
        guard model.isSHA256Complete else {
            throw FileError(
                .unsupported, path: FilePath(model.name),
                found: "only the first 8 digits of its SHA-256 are published, which proves nothing",
                allowed: "get \(model.address ?? "it") yourself, then: clip-store add \(model.fileName)")
        }
        if let file = try sound(fileName) { return PullOutcome(file: file, isNew: false) }
        guard !options.isOffline else {
            throw FileError(
                .unavailable, path: FilePath(model.name),
                found: "it is not in the store, and --offline allows no connection",
                allowed: "leave --offline away, or clip-store add the file")
        }
        let address = try options.address(of: model)
        try requireReplaceable(fileName)
        guard let partials = try partialFolder(creating: true) else {
            throw FileError(.cannotCreate, path: path, found: "there is no store")
        }
        let lock = try lock(fileName, in: partials, options, progress)
        return try withExtendedLifetime(lock) { () throws(FileError) in
            // Another process may have been faster.
            if let file = try sound(fileName) { return PullOutcome(file: file, isNew: false) }
            let partial = try PartialDownload(of: fileName.text, in: partials)
            let download = Download(model: model, address: address, options: options, transport: transport) {
                progress(.bytes($0, of: $1))
            }
            do throws(FileError) {
                try download.run(into: partial)
            } catch {
                // What is nothing, or belongs to another file, is not worth going on with.
                if partial.byteCount == 0 || error.code == .mismatch { try partial.discard() }
                throw error
            }
            progress(.checking)
            return PullOutcome(file: try install(partial, as: fileName, model), isNew: true)
        }
    }

    /// The file of this name if it is sound, which is found out by hashing unless it is known.
    private func sound(_ name: ModelFileName) throws(FileError) -> StoredFile? {
        guard let status = try folder.status(of: FilePath(name.text)),
            status.identity.isRegularFile || status.identity.isSymbolicLink
        else { return nil }
        let known = index.records[name.text]
        let (file, _) = try stored(name, known, othersAccess)
        if file.state == .ok { return file }
        // A file of another size cannot be it; a link that leads nowhere has none.
        guard file.state == .unchecked else { return nil }
        let verified = try verify([ModelReference(name.text)], threads: 1).first
        return verified?.state == .ok ? verified : nil
    }

    /// A folder or FIFO in a model's place is not the store's to remove.
    private func requireReplaceable(_ name: ModelFileName) throws(FileError) {
        guard let there = try folder.status(of: FilePath(name.text))?.identity else { return }
        guard there.isRegularFile || there.isSymbolicLink else {
            throw FileError(
                .permission, path: "\(path)/\(name.text)", found: "it is \(there.kindDescription)",
                allowed: "move it away: the model's file belongs here")
        }
    }

    private func lock(
        _ name: ModelFileName, in folder: OpenDirectory, _ options: PullOptions,
        _ progress: (PullEvent) -> Void
    ) throws(FileError) -> FileLock {
        let lockName = PartialDownload.lockName(ofFile: name.text)
        var seen = 0
        var lastChange = ContinuousClock.now
        while true {
            switch FileLock.attempt(FilePath(lockName), in: folder) {
            case .held(let lock): return lock
            case .impossible:
                throw FileError(
                    .permission, path: "\(folder.path)/\(lockName)", found: "it cannot be locked",
                    allowed: "an ordinary file of your own, on a file system that has locks")
            case .taken:
                progress(.waiting)
                // As long as the other one's file grows, it is at work.
                let size = folder.status(of: "\(name.text).partial")?.identity.byteCount ?? 0
                if size != seen { (seen, lastChange) = (size, ContinuousClock.now) }
                guard ContinuousClock.now - lastChange < options.patience * 20 else {
                    throw FileError(
                        .timedOut, path: "\(folder.path)/\(lockName)",
                        found: "another process holds the lock and does nothing")
                }
                pause(for: .milliseconds(100))
            }
        }
    }

    /// Reads a complete download again from the disk, and gives it its place.
    private func install(
        _ partial: PartialDownload, as name: ModelFileName, _ model: KnownModel
    ) throws(FileError) -> StoredFile {
        let file = try partial.file.reading()
        let record = try examination(of: file, whileFlushing: partial.file, name)
        guard record.verdict == .sound else {
            try partial.discard()
            throw FileError(
                .mismatch, path: partial.file.path,
                found: "what the disk gives back is not what came: \(record.problem ?? "")",
                allowed: "SHA-256 \(model.sha256); check the disk")
        }
        try partial.complete(to: folder, as: name.text)
        var installed = record
        // Taking its name is a change of the file's status, not of its bytes.
        guard let identity = file.currentIdentity else {
            throw FileError(.inputOutput, path: path, found: "\(name.text) is gone")
        }
        installed.identity = identity.text
        remember([name.text: installed])
        return StoredFile(name, installed, in: self, identity, secondsSince1970(), nil)
    }

    /// Hashes a file while it goes to the disk, which keeps a processor for one and the disk for the other.
    private func examination(
        of file: InputFile, whileFlushing written: GrowingFile, _ name: ModelFileName
    ) throws(FileError) -> FileRecord {
        let examined = Mutex<FileRecord?>(nil)
        try forEachInParallel(count: 2, threads: 2) { part throws(FileError) in
            guard part == 1 else { return try written.flush() }
            let record = try FileExamination(
                file: file, name: name, catalog: catalog, previous: nil, othersAccess: nil
            ) { _ in }.record(.hashes)
            examined.withLock { $0 = record }
        }
        guard let record = examined.withLock(\.self) else {
            throw FileError(.inputOutput, path: file.path, found: "it was not read again")
        }
        return record
    }
}

public import ByteIO
import KnownModels
import Quantization

extension ModelStore {
    /// Every model's file in the store, and every download that is not complete, by name.
    ///
    /// - Throws: where the folder cannot be read.
    public func files() throws(FileError) -> [StoredFile] {
        let index = self.index
        var found: [String: FileRecord] = [:]
        var files: [StoredFile] = []
        for name in try fileNames() {
            let (file, record) = try stored(name, index.records[name.text])
            files.append(file)
            if let record, record != index.records[name.text] { found[name.text] = record }
        }
        if !found.isEmpty || index.records.count > files.count { remember(found) }
        return (files + (try partialFiles())).sorted {
            ($0.name, $0.rank, $0.fileName) < ($1.name, $1.rank, $1.fileName)
        }
    }

    /// One file as it is now, with what is known about it; looks at its structure where nothing is.
    func stored(
        _ name: ModelFileName, _ remembered: FileRecord?
    ) throws(FileError) -> (file: StoredFile, record: FileRecord?) {
        guard let status = try folder.status(of: FilePath(name.text)) else {
            return (StoredFile(name, nil, in: self, .notAFile, "it is gone"), nil)
        }
        let target =
            status.identity.isSymbolicLink ? FileIdentity(ofPath: "\(path)/\(name.text)") : status.identity
        guard let target else {
            return (StoredFile(name, nil, in: self, .notAFile, "it is a link that leads nowhere"), nil)
        }
        guard target.isRegularFile else {
            return (StoredFile(name, nil, in: self, .notAFile, "it is \(target.kindDescription)"), nil)
        }
        let record: FileRecord
        if let remembered, remembered.identity == target.text {
            record = remembered
        } else {
            do {
                let examination = FileExamination(
                    file: try folder.open(FilePath(name.text)), name: name, catalog: catalog,
                    previous: remembered
                ) { _ in }
                record = try examination.record(.structure)
            } catch {
                // Being written by somebody, or not ours to read.
                return (
                    StoredFile(name, nil, in: self, .unchecked, error.found, target, status.lastRead), nil
                )
            }
        }
        return (StoredFile(name, record, in: self, target, status.lastRead), record)
    }

    /// Downloads that are not complete.
    private func partialFiles() throws(FileError) -> [StoredFile] {
        guard let folder = try partialFolder(creating: false) else { return [] }
        return try folder.names().compactMap { entry in
            guard let name = entry.text.flatMap(PartialDownload.fileName(ofEntry:)),
                let status = folder.status(of: entry),
                status.identity.isRegularFile
            else { return nil }
            let total = catalog.model(fileName: name.text)?.byteCount
            return StoredFile(
                name, nil, in: self, .partial, total.map { "\(status.identity.byteCount) of \($0) bytes" },
                status.identity, status.lastRead)
        }
    }
}

extension StoredFile {
    /// A file of which something is known.
    init(
        _ name: ModelFileName, _ record: FileRecord, in store: ModelStore, _ identity: FileIdentity,
        _ lastRead: Int
    ) {
        let claimed = store.catalog.model(fileName: name.text)
        var state: State =
            switch record.verdict {
            case .sound: .ok
            case .unchecked: .unchecked
            case .damaged: .damaged
            }
        var problem = record.problem
        if let expected = claimed?.byteCount, state != .ok, expected != identity.byteCount {
            state = identity.byteCount < expected ? .incomplete : .damaged
            problem = "\(identity.byteCount) of \(expected) bytes"
        }
        self.init(name, record, in: store, state, problem, identity, lastRead)
    }

    init(
        _ name: ModelFileName, _ record: FileRecord?, in store: ModelStore, _ state: State,
        _ problem: String?,
        _ identity: FileIdentity? = nil, _ lastRead: Int = 0
    ) {
        let known: KnownModel? =
            if name.isConverted {
                record?.sourceName.flatMap { named in
                    store.catalog.models.first {
                        $0.name == named && $0.sha256 == record?.sourceDigest?.description
                    }
                } ?? name.convertedPrecision.flatMap { _ in store.catalog.model(named: name.stem) }
            } else {
                (record?.verdict == .sound ? record?.digest.flatMap(store.catalog.model(digest:)) : nil)
                    ?? store.catalog.model(fileName: name.text)
            }
        self.name = known?.name ?? name.stem
        fileName = name.text
        path = state == .partial ? store.partialPath(ofFile: name.text) : "\(store.path)/\(name.text)"
        let convertedPrecision = record?.precision ?? name.convertedPrecision ?? .fp32
        variant = name.isConverted && state != .partial ? .converted(convertedPrecision) : .source
        precision = record?.precision ?? name.convertedPrecision
        byteCount = identity?.byteCount ?? 0
        self.state = state
        self.problem = problem
        lastUsed = lastRead
        source =
            if name.isConverted {
                name.convertedPrecision == nil ? "added" : "converted"
            } else {
                known?.publisher.rawValue ?? "added"
            }
        sha256 = record?.verdict == .sound ? record?.digest?.description : nil
        self.known = known
    }
}

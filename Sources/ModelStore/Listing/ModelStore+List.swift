package import ByteIO
import KnownModels
import Quantization

extension ModelStore {
    /// Every model's file in the store, and every download that is not complete, by name.
    ///
    /// - Throws: where the folder cannot be read.
    package func files() throws(FileError) -> [StoredFile] {
        let index = self.index
        var found: [String: FileRecord] = [:]
        var files: [StoredFile] = []
        let access = othersAccess
        for name in try fileNames() {
            let (file, record) = try stored(name, index.records[name.text], access)
            files.append(file)
            if let record, record != index.records[name.text] { found[name.text] = record }
        }
        if !found.isEmpty || index.records.count > files.count { remember(found) }
        return (files + (try partialFiles())).sorted {
            ($0.name, $0.rank, $0.fileName) < ($1.name, $1.rank, $1.fileName)
        }
    }

    /// One file as it is now, with what is known about it; looks at its structure where nothing is.
    ///
    /// - Parameter folderAccess: how others could put a file into the folder, by `othersAccess`.
    func stored(
        _ name: ModelFileName, _ remembered: FileRecord?, _ folderAccess: String?
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
        if let remembered, remembered.identity == target.text, remembered.verdict == .sound {
            return (StoredFile(name, remembered, in: self, target, status.lastRead, nil), remembered)
        }
        do {
            let file = try folder.open(FilePath(name.text))
            let access = folderAccess ?? file.othersAccess()
            let record: FileRecord
            if let remembered, remembered.identity == file.identity.text {
                record = remembered
            } else {
                record = try FileExamination(
                    file: file, name: name, catalog: catalog, previous: remembered, othersAccess: access
                ) { _ in }.record(.structure)
            }
            return (StoredFile(name, record, in: self, file.identity, status.lastRead, access), record)
        } catch {
            // Being written by somebody, or not ours to read.
            return (
                StoredFile(
                    name, nil, in: self, .unchecked, error.found, target, status.lastRead,
                    folderAccess ?? target.othersAccess), nil
            )
        }
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
        _ lastRead: Int, _ othersAccess: String?
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
        self.init(name, record, in: store, state, problem, identity, lastRead, othersAccess)
    }

    init(
        _ name: ModelFileName, _ record: FileRecord?, in store: ModelStore, _ state: State,
        _ problem: String?,
        _ identity: FileIdentity? = nil, _ lastRead: Int = 0, _ othersAccess: String? = nil
    ) {
        let isPublished = !name.isConverted && store.catalog.model(fileName: name.text) != nil
        let isProvable = isPublished || record?.digest != nil
        isUnproven = othersAccess != nil && !isProvable
        let known: KnownModel? =
            if isUnproven {
                nil
            } else if name.isConverted {
                name.convertedPrecision.flatMap { _ in store.catalog.model(named: name.stem) }
            } else {
                (record?.verdict == .sound ? record?.digest.flatMap(store.catalog.model(digest:)) : nil)
                    ?? store.catalog.model(fileName: name.text)
            }
        // A stem may be the name of another model.
        self.name = known?.name ?? (isUnproven ? name.text : name.stem)
        fileName = name.text
        path = state == .partial ? store.partialPath(ofFile: name.text) : "\(store.path)/\(name.text)"
        let convertedPrecision = record?.precision ?? name.convertedPrecision ?? .fp32
        variant = name.isConverted && state != .partial ? .converted(convertedPrecision) : .source
        precision = record?.precision ?? name.convertedPrecision
        byteCount = identity?.byteCount ?? 0
        self.state = state
        self.problem = problem ?? (isUnproven ? othersAccess.map(Self.unproven) : nil)
        lastUsed = lastRead
        source =
            if name.isConverted {
                name.convertedPrecision == nil ? "added" : "converted"
            } else {
                known?.publisher.rawValue ?? "added"
            }
        sha256 = record?.verdict == .sound ? record?.digest?.description : nil
        self.known = known
        claim = name.isConverted && known == nil ? record?.claim : nil
    }
}

extension StoredFile {
    /// That another user could have written a file, and how.
    static func unproven(_ access: String) -> String {
        "another user could have written it, and nobody recorded its SHA-256 (\(access))"
    }
}

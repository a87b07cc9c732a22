package import ByteIO
package import KnownModels
import Quantization

extension ModelStore {
    /// A model's file, open, its bytes known to be those that they should be.
    package struct FoundModel: Sendable {
        /// The very file that was hashed, whatever its path leads to by now: a copy without a name where other users
        /// can write to the one in the store.
        package let file: InputFile
        /// What is known about it.
        package let stored: StoredFile
    }

    /// Whether a reference means anything here: a model that is known by name, or one that lies in the store.
    package func knows(_ reference: ModelReference) throws(FileError) -> Bool {
        if catalog.model(named: reference.name) != nil { return true }
        return try files().contains { $0.isMeant(by: reference) }
    }

    /// The best file of a model that is there and sound.
    ///
    /// One that was not hashed since it last changed is hashed first; a damaged one is passed over.
    ///
    /// - Parameter progress: called with the number of bytes of each piece that is hashed, and of all.
    /// - Throws: `missing` where there is none, with what to run; `mismatch` where all are damaged.
    package func find(
        _ reference: ModelReference, progress: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> FoundModel {
        var problem: FileError?
        let candidates = try files().filter { $0.state != .partial && $0.isMeant(by: reference) }
        for candidate in candidates.sorted(by: { $0.rank < $1.rank }) {
            do throws(FileError) {
                return try opened(candidate, progress: progress)
            } catch {
                problem = problem ?? error
            }
        }
        if let problem { throw problem }
        throw missing(reference)
    }

    /// Opens a file of the store whose bytes are known to be right, by the record or by hashing them now.
    private func opened(_ stored: StoredFile, progress: @escaping (Int, Int) -> Void) throws(FileError)
        -> FoundModel
    {
        guard let name = ModelFileName(stored.fileName), stored.state != .notAFile else {
            throw FileError(
                .notRegularFile, path: stored.path, found: stored.problem ?? "it is no file",
                allowed: "move it away and pull the model")
        }
        let original = try folder.open(FilePath(stored.fileName))
        let access = othersAccess ?? original.othersAccess()
        let remembered = index.records[stored.fileName]
        if access == nil, let remembered, remembered.verdict == .sound,
            remembered.identity == original.identity.text
        {
            if let digest = remembered.digest { original.note(digest: digest) }
            return FoundModel(file: original, stored: stored)
        }
        if let access, stored.isUnproven {
            throw FileError(
                .permission, path: stored.path, found: StoredFile.unproven(access),
                allowed: "if you trust it, take a copy in under a name of its own: clip-store add --name")
        }
        if access != nil, let expected = stored.known?.byteCount, !name.isConverted,
            expected != original.byteCount
        {
            throw FileError(
                .mismatch, path: stored.path, found: "it has \(original.byteCount) bytes",
                allowed: "\(stored.name) has \(expected); run: clip-store repair \(stored.name)")
        }
        // What others can write to may be another file after any look at it.
        let file = access == nil ? original : try original.privateCopy(in: StoreLocation.temporary())
        let total = file.byteCount
        var record = try FileExamination(
            file: file, name: name, catalog: catalog, previous: remembered, othersAccess: access
        ) {
            progress($0, total)
        }.record(.hashes)
        record.identity = original.identity.text
        remember([stored.fileName: record])
        guard record.verdict == .sound else {
            throw FileError(
                .mismatch, path: stored.path, found: record.problem ?? "it is damaged",
                allowed: "run: clip-store repair \(stored.name)")
        }
        return FoundModel(
            file: file,
            stored: StoredFile(name, record, in: self, original.identity, stored.lastUsed, access))
    }

    /// What is known about a model, and its files here.
    ///
    /// - Throws: `missing` where the name means nothing.
    package func information(
        _ reference: ModelReference
    ) throws(FileError) -> (known: KnownModel?, files: [StoredFile]) {
        let files = try files().filter { $0.isMeant(by: reference) }
        let known = catalog.model(named: reference.name) ?? files.first?.known
        guard known != nil || !files.isEmpty else { throw missing(reference) }
        return (known, files)
    }

    /// That a model is not here, and what to run.
    func missing(_ reference: ModelReference) -> FileError {
        guard let known = catalog.model(named: reference.name) else {
            return FileError(
                .missing, path: path, found: "it has no model '\(reference.text)'",
                allowed: "'clip-store list --all' tells which there are")
        }
        let convert: String =
            if case .converted(let precision)? = reference.variant { " --convert \(precision.rawValue)" } else
            { "" }
        return FileError(
            .missing, path: path, found: "\(reference.text) is not in the store yet",
            allowed: "run: clip-store pull \(known.name)\(convert)")
    }
}

extension StoredFile {
    /// Whether a reference means this file.
    func isMeant(by reference: ModelReference) -> Bool {
        if isUnproven {
            return fileName == reference.name && (reference.variant == nil || reference.variant == variant)
        }
        let stem = ModelFileName(fileName)?.stem
        let names = [
            name, fileName, stem, known?.fileName, known.flatMap { ModelFileName($0.fileName)?.stem },
        ]
        guard names.contains(reference.name) else { return false }
        return reference.variant == nil || reference.variant == variant
    }
}

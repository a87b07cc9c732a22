import ByteIO

// What lies in the folder of downloads.
extension ModelStore {
    private static let partialFolderName = "partial"

    /// The folder of downloads and their locks; nil where it is missing and not made.
    func partialFolder(creating: Bool) throws(FileError) -> OpenDirectory? {
        do {
            return try ownFolder(creating: creating)?.directory(Self.partialFolderName, creating: creating)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// What there is of a download that is not complete; nothing while a process is at it.
    func partialEntries(ofFile fileName: String, reason: String) throws(FileError) -> [Removal] {
        guard let folder = try partialFolder(creating: false) else { return [] }
        if case .taken = FileLock.attempt(PartialDownload.lockName(ofFile: fileName), in: folder) {
            return []
        }
        return removals(of: PartialDownload.entries(ofFile: fileName), in: folder, reason)
    }

    /// Entries of the folder that belong to no download: what was left of one, and locks that nobody holds.
    func strayPartialEntries() throws(FileError) -> [Removal] {
        guard let folder = try partialFolder(creating: false) else { return [] }
        let names = try folder.names()
        let expected = names.compactMap(PartialDownload.fileName(ofEntry:)).flatMap {
            PartialDownload.entries(ofFile: $0.text)
        }
        let strays = names.filter { name in
            if expected.contains(name) { return false }
            guard name.hasSuffix(".lock") else { return true }
            if case .taken = FileLock.attempt(name, in: folder) { return false }
            return true
        }
        return removals(of: strays, in: folder, "it belongs to no download")
    }

    private func removals(of names: [String], in folder: OpenDirectory, _ reason: String) -> [Removal] {
        names.compactMap { name in
            guard let identity = folder.status(of: name)?.identity, !identity.isDirectory else { return nil }
            return Removal(
                path: "\(folder.path)/\(name)", byteCount: identity.byteCount, reason: reason, name: name,
                folder: folder)
        }
    }
}

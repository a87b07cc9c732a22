import ByteIO

// What lies in the folder of downloads.
extension ModelStore {
    private static let partialFolderName: FilePath = "partial"

    /// The folder of downloads and their locks; nil where it is missing and not made.
    func partialFolder(creating: Bool) throws(FileError) -> OpenDirectory? {
        try ownFolder(Self.partialFolderName, creating: creating)
    }

    /// Where the bytes of a download are until it is complete.
    func partialPath(ofFile fileName: String) -> FilePath {
        "\(path)/\(Self.ownFolderName)/\(Self.partialFolderName)/\(PartialDownload.entries(ofFile: fileName)[0])"
    }

    /// What there is of a download that is not complete; nothing while a process is at it.
    func partialEntries(ofFile fileName: String, reason: String) throws(FileError) -> [Removal] {
        guard let folder = try partialFolder(creating: false) else { return [] }
        if isLocked(FilePath(PartialDownload.lockName(ofFile: fileName)), in: folder) { return [] }
        return removals(
            of: PartialDownload.entries(ofFile: fileName).map { FilePath($0) }, in: folder, reason)
    }

    /// Entries of the folder that belong to no download: what was left of one, and locks that nobody holds.
    func strayPartialEntries() throws(FileError) -> [Removal] {
        guard let folder = try partialFolder(creating: false) else { return [] }
        let names = try folder.names()
        let expected = names.compactMap { $0.text.flatMap(PartialDownload.fileName(ofEntry:)) }.flatMap {
            PartialDownload.entries(ofFile: $0.text).map { FilePath($0) }
        }
        let strays = names.filter { name in
            if expected.contains(name) { return false }
            return !name.hasSuffix(".lock") || !isLocked(name, in: folder)
        }
        return removals(of: strays, in: folder, "it belongs to no download")
    }

    /// Whether a process holds a lock; asking makes none where there was none.
    private func isLocked(_ name: FilePath, in folder: OpenDirectory) -> Bool {
        guard folder.status(of: name) != nil, case .taken = FileLock.attempt(name, in: folder) else {
            return false
        }
        return true
    }

    private func removals(of names: [FilePath], in folder: OpenDirectory, _ reason: String) -> [Removal] {
        names.compactMap { name in
            guard let identity = folder.status(of: name)?.identity, !identity.isDirectory else { return nil }
            return Removal(
                path: "\(folder.path)/\(name)", byteCount: identity.byteCount, reason: reason, name: name,
                folder: folder)
        }
    }
}

package import ByteIO

extension ModelStore {
    /// Something that goes, or would go.
    package struct Removal: Sendable {
        /// Its path.
        package let path: FilePath
        /// Bytes that become free, unless the file has another name too.
        package let byteCount: Int
        /// Why it goes.
        package let reason: String

        let name: FilePath
        let folder: OpenDirectory
    }

    /// Removes a model's files, or one of them, and its download if it is not complete.
    ///
    /// - Parameter dryRun: only tells what would go.
    /// - Throws: `missing` where there is nothing of this name; `permission`, also for a folder in a model's place.
    package func remove(_ reference: ModelReference, dryRun: Bool = false) throws(FileError) -> [Removal] {
        let meant = try files().filter { $0.isMeant(by: reference) }
        guard !meant.isEmpty else { throw missing(reference) }
        var removals: [Removal] = []
        for file in meant {
            if file.state == .partial {
                removals += try partialEntries(ofFile: file.fileName, reason: "as you say")
            } else {
                removals.append(try removal(of: file, "as you say"))
            }
        }
        if !dryRun { try carryOut(removals) }
        return removals
    }

    /// Removes what nothing needs: downloads that are not complete, what a killed process left, and conversions
    /// whose checkpoint is gone.
    ///
    /// What a user added is never among it.
    ///
    /// - Parameter dryRun: only tells what would go.
    package func prune(dryRun: Bool = false) throws(FileError) -> [Removal] {
        let files = try files()
        var removals: [Removal] = []
        for file in files where file.state == .partial {
            removals += try partialEntries(ofFile: file.fileName, reason: "a download that is not complete")
        }
        removals += try strayPartialEntries()
        removals += try leftovers()
        let sources = Set(files.filter { $0.variant == .source && $0.state != .partial }.compactMap(\.stem))
        for file in files where file.isMadeByStore && file.state != .partial {
            guard let stem = file.stem, !sources.contains(stem) else { continue }
            removals.append(try removal(of: file, "the checkpoint that it was converted from is gone"))
        }
        if !dryRun { try carryOut(removals) }
        return removals
    }

    private func carryOut(_ removals: [Removal]) throws(FileError) {
        for removal in removals { try removal.folder.remove(removal.name) }
        remember([:])
    }

    private func removal(of file: StoredFile, _ reason: String) throws(FileError) -> Removal {
        Removal(
            path: file.path, byteCount: file.byteCount, reason: reason, name: FilePath(file.fileName),
            folder: try folder)
    }

    /// This user's temporary files that carry the marks of `OutputFile`, where a file system has no nameless ones, and
    /// conversions that did not get their name.
    private func leftovers() throws(FileError) -> [Removal] {
        var removals = try Self.old(in: try? folder) { $0.hasPrefix(".") && $0.hasSuffix(".partial") }
        removals += try Self.old(in: ownFolder(Self.makingFolderName, creating: false)) { _ in true }
        return removals
    }

    /// This user's files of a folder that nobody read for an hour.
    private static func old(
        in folder: OpenDirectory?, where isMeant: (FilePath) -> Bool
    ) throws(FileError) -> [Removal] {
        guard let folder else { return [] }
        return try folder.names().compactMap { name in
            guard isMeant(name), let status = folder.status(of: name), status.identity.isRegularFile,
                !status.identity.isOfAnotherUser, secondsSince1970() - status.lastRead > 3600
            else { return nil }
            return Removal(
                path: folder.path.appending(name), byteCount: status.identity.byteCount,
                reason: "left by a process that was killed", name: name, folder: folder)
        }
    }
}

extension StoredFile {
    var stem: String? { ModelFileName(fileName)?.stem }
}

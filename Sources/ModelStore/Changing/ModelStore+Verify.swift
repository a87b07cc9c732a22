package import ByteIO
import Kernels
import Synchronization

extension ModelStore {
    /// Examines files, several at once, and remembers what it found.
    ///
    /// - Parameters:
    ///   - references: the models whose files are meant; none for all.
    ///   - quick: reads the structure only, which notices a file that was cut or overwritten, not a flipped bit.
    ///   - threads: to work on.
    ///   - progress: called from several threads with the number of bytes of each piece, and of all.
    /// - Returns: the files as they are now, in the order of `files()`.
    /// - Throws: `missing` for a reference that means nothing here; where a file cannot be read.
    package func verify(
        _ references: [ModelReference] = [], quick: Bool = false, threads: Int,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws(FileError) -> [StoredFile] {
        let all = try files()
        for reference in references where !all.contains(where: { $0.isMeant(by: reference) }) {
            throw missing(reference)
        }
        let meant = all.filter { file in
            references.isEmpty || references.contains { file.isMeant(by: $0) }
        }
        // The largest first, so that no thread is left with one at the end.
        let order = meant.indices.filter { meant[$0].isExaminable }.sorted {
            meant[$0].byteCount > meant[$1].byteCount
        }
        let total = order.reduce(0) { $0 + meant[$1].byteCount }
        let remembered = index.records
        let folderAccess = othersAccess
        let results = Mutex<(records: [String: FileRecord], files: [Int: StoredFile])>(([:], [:]))
        try forEachInParallel(count: order.count, threads: threads) { position throws(FileError) in
            let old = meant[order[position]]
            guard let name = ModelFileName(old.fileName) else { return }
            let file = try folder.open(FilePath(old.fileName))
            let access = folderAccess ?? file.othersAccess()
            var record = try FileExamination(
                file: file, name: name, catalog: catalog, previous: remembered[old.fileName],
                othersAccess: access
            ) {
                progress($0, total)
            }.record(quick ? .structure : .hashes)
            // Reading the structure does not take back what hashing found out.
            if quick, record.verdict == .unchecked, let before = remembered[old.fileName],
                before.identity == record.identity
            {
                record = before
            }
            let new = StoredFile(name, record, in: self, file.identity, old.lastUsed, access)
            results.withLock {
                $0.records[old.fileName] = record
                $0.files[order[position]] = new
            }
        }
        let (records, examined) = results.withLock(\.self)
        remember(records)
        return meant.indices.map { examined[$0] ?? meant[$0] }
    }
}

extension StoredFile {
    /// Whether it is a file that can be read and hashed.
    fileprivate var isExaminable: Bool { state != .partial && state != .notAFile }

    /// Whether something is wrong with it that `repair` is for.
    package var isBad: Bool { [.damaged, .incomplete, .notAFile].contains(state) }
}

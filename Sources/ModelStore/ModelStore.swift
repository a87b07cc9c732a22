package import ByteIO
import Quantization

/// The folder in which models are kept, which openai/CLIP and open_clip use too and may be writing to.
///
/// Its state is the files in it. Their names are those under which publishers release them, so that other programs
/// find them; what is the store's own (downloads that are not complete, locks, the index) lies in `.clip-store`.
package final class ModelStore: Sendable {
    static let ownFolderName: FilePath = ".clip-store"
    /// In it, where conversions lie until they are complete and recorded.
    static let makingFolderName: FilePath = "making"

    /// The folder's path.
    package let path: FilePath
    /// The models that it knows by name.
    package let catalog: ModelCatalog
    private let openFolder: OpenDirectory?

    /// Opens a store.
    ///
    /// - Parameter creating: makes the folder if it is missing; otherwise a missing one is an empty store.
    /// - Throws: `permission` or `cannotCreate` where the folder cannot be used.
    package init(
        path: FilePath, catalog: ModelCatalog = .published, creating: Bool = false
    ) throws(FileError) {
        self.path = path
        self.catalog = catalog
        do {
            openFolder = try OpenDirectory(path: path, creating: creating)
        } catch {
            guard error.code == .missing, !creating else { throw error }
            openFolder = nil
        }
    }

    /// The folder, which must be there.
    var folder: OpenDirectory {
        get throws(FileError) {
            guard let openFolder else {
                throw FileError(.missing, path: path, found: "there is no store")
            }
            return openFolder
        }
    }

    /// How another user than root could put a file into the folder; nil where none could.
    var othersAccess: String? { openFolder?.othersAccess() }

    /// The folder of the store's own; nil where it is missing and not made, and where another user has one of their
    /// own there, which is passed over.
    ///
    /// - Throws: `permission` where others can write to it: they could say there that a bad file is sound, or put
    ///   another in the place of a download. Only what stands in the store's folder itself may be anybody's.
    func ownFolder(creating: Bool) throws(FileError) -> OpenDirectory? {
        do throws(FileError) {
            guard let openFolder else { return nil }
            let there = openFolder.status(of: Self.ownFolderName)?.identity
            if there?.isOfAnotherUser == true, !creating { return nil }
            let own = try openFolder.directory(Self.ownFolderName, creating: creating)
            return try Self.requireOwn(own, own.identity)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// A folder in the store's own one.
    func ownFolder(_ name: FilePath, creating: Bool) throws(FileError) -> OpenDirectory? {
        do throws(FileError) {
            guard let own = try ownFolder(creating: creating) else { return nil }
            let folder = try own.directory(name, creating: creating)
            return try Self.requireOwn(folder, folder.identity)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    private static func requireOwn(
        _ folder: OpenDirectory, _ identity: FileIdentity
    ) throws(FileError) -> OpenDirectory {
        guard let access = identity.othersAccess else { return folder }
        throw FileError(
            .permission, path: folder.path, found: "other users can write to it: \(access)",
            allowed: "a folder that only you can write to: chmod go-w, or remove it, or name another --store")
    }

    /// Names in the folder that are those of models' files.
    func fileNames() throws(FileError) -> [ModelFileName] {
        try openFolder?.names().compactMap { $0.text.flatMap(ModelFileName.init) } ?? []
    }

    // MARK: The index

    var index: StoreIndex {
        guard let own = try? ownFolder(creating: false) else { return StoreIndex() }
        return StoreIndex(in: own)
    }

    /// Notes what was found out.
    ///
    /// Where that cannot be written, it will be found out again.
    func remember(_ records: [String: FileRecord]) {
        guard let own = try? ownFolder(creating: true) else { return }
        var lock = FileLock.attempt("index.lock", in: own)
        for _ in 0..<20 {
            guard case .taken = lock else { break }
            pause(for: .milliseconds(25))
            lock = FileLock.attempt("index.lock", in: own)
        }
        guard case .held(let held) = lock else { return }
        withExtendedLifetime(held) {
            let old = StoreIndex(in: own)
            var new = old
            new.records.merge(records) { $1 }
            let present = Set(((try? folder.names()) ?? []).compactMap(\.text))
            new.records = new.records.filter { present.contains($0.key) }
            if new != old { try? new.write(to: own) }
        }
    }
}

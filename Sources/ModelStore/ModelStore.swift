public import ByteIO
import Quantization

/// The folder in which models are kept, which openai/CLIP and open_clip use too and may be writing to.
///
/// Its state is the files in it. Their names are those under which publishers release them, so that other programs
/// find them; what is the store's own (downloads that are not complete, locks, the index) lies in `.clip-store`.
public final class ModelStore: Sendable {
    static let ownFolderName: FilePath = ".clip-store"

    /// The folder's path.
    public let path: FilePath
    /// The models that it knows by name.
    public let catalog: ModelCatalog
    private let openFolder: OpenDirectory?

    /// Opens a store.
    ///
    /// - Parameter creating: makes the folder if it is missing; otherwise a missing one is an empty store.
    /// - Throws: `permission` or `cannotCreate` where the folder cannot be used.
    public init(
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

    /// The folder of the store's own, `nil` where it is missing and not made.
    ///
    /// - Throws: `permission` where others can write to it: they could say there that a bad file is sound, or put
    ///   another in the place of a download. The store's folder itself may be anybody's, since its files are hashed.
    func ownFolder(creating: Bool) throws(FileError) -> OpenDirectory? {
        do throws(FileError) {
            let own = try openFolder?.directory(Self.ownFolderName, creating: creating)
            if let own, try own.identity.isChangeableByOthers {
                throw FileError(
                    .permission, path: own.path, found: "other users can write to it",
                    allowed: "a folder that only you can write to: chmod go-w, or remove it")
            }
            return own
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
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

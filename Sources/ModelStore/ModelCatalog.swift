package import ByteIO
package import KnownModels

/// The models that a store knows by name.
///
/// Names are only ever looked up here, never joined to a path.
package struct ModelCatalog: Sendable {
    /// The checkpoints that publishers list.
    package static let published = ModelCatalog(models: KnownModels.all)

    /// In the order of the tables.
    package let models: [KnownModel]
    private let byWord: [String: KnownModel]
    private let byDigest: [String: KnownModel]

    private init(models: [KnownModel]) {
        self.models = models
        let words = models.flatMap { model in model.words.map { ($0, model) } }
        byWord = Dictionary(words) { first, _ in first }
        byDigest = Dictionary(models.map { ($0.sha256, $0) }) { first, _ in first }
    }

    /// These models and those of a table of the user's, in the form of the files in `Checksums`.
    ///
    /// - Throws: `malformed` for a row that breaks the form, has no complete SHA-256, or takes a name, a file name or
    ///   a digest that another model has: what a publisher states cannot be overruled.
    package func adding(tableAt path: FilePath) throws(FileError) -> ModelCatalog {
        let file = try InputFile(path: path)
        guard file.byteCount <= StoreLimits.tableBytes else {
            throw FileError(
                .unsupported, path: path, found: "it has \(file.byteCount) bytes",
                allowed: "at most \(StoreLimits.tableBytes)")
        }
        let bytes = try file.bytes(file.byteCount, at: 0)
        guard !CombiningRun.isTooLong(in: String(decoding: bytes, as: UTF8.self)) else {
            throw FileError(
                .malformed, path: path, found: "it has a long run of combining characters",
                allowed: CombiningRun.allowed)
        }
        let (rows, problems) = KnownModels.parse(table: bytes)
        if let problem = problems.first { throw FileError(.malformed, path: path, found: problem) }
        var all = models
        for row in rows {
            guard row.isSHA256Complete, ModelFileName(row.fileName) != nil else {
                throw FileError(
                    .malformed, path: path, at: row.name,
                    found: "it has no complete SHA-256, or its file has no plain name")
            }
            let taken = Set(all.flatMap { $0.words + [$0.sha256] })
            guard taken.isDisjoint(with: row.words + [row.sha256]) else {
                throw FileError(
                    .malformed, path: path, at: row.name,
                    found: "its name, its file's name or its SHA-256 is another model's")
            }
            all.append(row)
        }
        return ModelCatalog(models: all)
    }

    /// The model that a user means by its name, its file's name, or that without extension.
    package func model(named word: String) -> KnownModel? { byWord[word] }

    /// The model that is released under a file name.
    func model(fileName: String) -> KnownModel? {
        byWord[fileName].flatMap { $0.fileName == fileName ? $0 : nil }
    }

    /// The model that a digest proves a file to be.
    func model(digest: Digest) -> KnownModel? { byDigest[digest.description] }
}

extension KnownModel {
    /// The words that mean it.
    fileprivate var words: [String] {
        [name, fileName] + [ModelFileName(fileName)?.stem].compactMap(\.self).filter { $0 != name }
    }
}

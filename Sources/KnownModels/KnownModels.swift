/// The checkpoints whose SHA-256 are known, from the tables in `Checksums`.
package enum KnownModels {
    /// Every known checkpoint, OpenAI's first, in the order of the tables.
    package static let all: [KnownModel] = tables.flatMap(\.models)

    /// The checkpoint with exactly this SHA-256, 64 lower-case hexadecimal digits.
    ///
    /// Those of which only 8 digits are published are never found, since anybody could make a file for them.
    package static func model(sha256: String) -> KnownModel? {
        bySHA256[sha256]
    }

    /// The checkpoint that a file of this SHA-256 is, or seems to be by the first 8 digits where no more are
    /// published: good enough to choose an activation, not to call a file genuine.
    package static func candidate(sha256: String) -> KnownModel? {
        if let model = bySHA256[sha256] { return model }
        guard sha256.utf8.count == 64 else { return nil }
        return byPrefix[String(sha256.prefix(8))]
    }

    /// Whether a file of this size may be a known checkpoint whose activation is another one.
    package static func mayHaveOtherActivation(than activationName: String, byteCount: Int) -> Bool {
        all.contains { model in
            model.activationName != activationName && (model.byteCount ?? byteCount) == byteCount
        }
    }

    /// The checkpoint that is released under this file name.
    package static func model(fileName: String) -> KnownModel? {
        byFileName[fileName]
    }

    /// The checkpoint of this name, such as `ViT-B/32`.
    package static func model(name: String) -> KnownModel? {
        byName[name]
    }

    /// The rows of a table that a user wrote, in the form of those in `Checksums`, and what is wrong with others.
    package static func parse(table: [UInt8]) -> (models: [KnownModel], problems: [String]) {
        let table = KnownModelTable(parsing: table, of: .own)
        return (table.models, table.problems)
    }

    /// The tables as they were parsed; the tests see to it that no row is lost.
    static let tables = [
        KnownModelTable(parsing: PackageResources.openai_tsv, of: .openAI),
        KnownModelTable(parsing: PackageResources.open_clip_tsv, of: .openCLIP),
    ]

    private static let bySHA256 = index(all.filter(\.isSHA256Complete), by: \.sha256)
    private static let byPrefix = index(all.filter { !$0.isSHA256Complete }, by: \.sha256)
    private static let byFileName = index(all, by: \.fileName)
    private static let byName = index(all, by: \.name)

    private static func index(_ models: [KnownModel], by key: (KnownModel) -> String) -> [String: KnownModel]
    {
        Dictionary(models.map { (key($0), $0) }) { first, _ in first }
    }
}
